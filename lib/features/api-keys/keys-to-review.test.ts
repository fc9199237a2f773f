import { randomUUID } from "node:crypto";
import { expect, it } from "vitest";
import { runtime } from "@/lib/access/runtime";
import type { ApiKey } from "@/lib/generated/prisma/client";
import { createKey, createUser, type TestUser } from "@/lib/testing/factories";
import { createTeam } from "@/lib/testing/team";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import { keysToReview } from "./keys-to-review";
import { listApiKeys } from "./list-keys";

useTestRuntime();

const dayMs = 86_400_000;

/** Keys like a real one of the user's, apart from what each says. */
async function addKeys(owner: TestUser, rows: readonly (Partial<ApiKey> & { name: string })[]): Promise<void> {
  const { id } = await createKey(owner, { name: "pattern", scopes: ["prompts:read"] });
  const { prisma } = runtime().database;
  const { nameFolded: _made, metadata: _none, ...pattern } = await prisma.apiKey.delete({ where: { id } });
  const known = { createdAt: at(-100), lastUsedAt: at(-1) };
  const data = rows.map((row) => ({
    ...pattern,
    ...known,
    id: `key_${randomUUID()}`,
    uuid: randomUUID(),
    secretHash: randomUUID(),
    ...row,
    metadata: {},
    windows: [],
  }));
  await prisma.apiKey.createMany({ data });
}

const at = (days: number) => new Date(runtime().clock.now() + days * dayMs);
const reasonsOf = async ({ principal }: TestUser) =>
  (await keysToReview(principal)).concerns.map(({ name, reason }) => `${name} ${reason}`);

it("a key in use that never expires wants no look", async () => {
  const user = await createUser();
  await addKeys(user, [{ name: "fine" }]);
  expect(await keysToReview(user.principal)).toEqual({ concerns: [], total: 0 });
});

it("expiry counts within 14 days, soonest first, before idle keys", async () => {
  const user = await createUser();
  await addKeys(user, [
    { name: "idle", lastUsedAt: at(-40) },
    { name: "later", expiresAt: at(14) },
    { name: "soon and idle", expiresAt: at(2), lastUsedAt: at(-40) },
    { name: "far", expiresAt: at(15) },
  ]);
  expect(await reasonsOf(user)).toEqual(["soon and idle expires", "later expires", "idle unused"]);
});

it("idle means 30 days; never used counts only a week after creation; the longest idle comes first", async () => {
  const user = await createUser();
  await addKeys(user, [
    { name: "29", lastUsedAt: at(-29) },
    { name: "30", lastUsedAt: at(-30) },
    { name: "new", lastUsedAt: null, createdAt: at(-6) },
    { name: "old", lastUsedAt: null, createdAt: at(-8) },
    { name: "50", lastUsedAt: at(-50) },
  ]);
  expect(await reasonsOf(user)).toEqual(["50 unused", "30 unused", "old never-used"]);
});

it("revoked, expired and rotated keys are not listed, nor another organization's", async () => {
  const [user, stranger] = [await createUser(), await createUser()];
  await addKeys(user, [
    { name: "revoked", expiresAt: at(1), revokedAt: at(-1) },
    { name: "expired", expiresAt: at(-1) },
    { name: "rotated", expiresAt: at(1), replacedById: "key_2" },
    { name: "ends today", expiresAt: at(0) },
  ]);
  await addKeys(stranger, [{ name: "strange", expiresAt: at(1) }]);
  expect(await reasonsOf(user)).toEqual([]);
  expect(await reasonsOf(stranger)).toEqual(["strange expires"]);
});

it("is exact over 10,000 keys, of which the 49 that expire soon are the oldest", async () => {
  const team = await createTeam();
  await addKeys(
    team.owner,
    Array.from({ length: 49 }, (_, place) => ({
      name: `soon ${place}`,
      createdAt: at(-300 - place),
      expiresAt: at(13 - place / 10),
    })),
  );
  await runtime().database.pool.query(
    `INSERT INTO api_keys (id, line_id, organization_id, product, environment, name, key_prefix, secret_hash, secret_hint, scopes,
                           ip_allowlist, created_at, last_used_at)
     SELECT id || n, id || n, organization_id, product, environment, 'busy ' || n, key_prefix, secret_hash || n, secret_hint, scopes,
            ip_allowlist, $2, $2
       FROM api_keys, generate_series(1, 9951) AS n WHERE organization_id = $1 AND name = 'soon 0'`,
    [team.id, at(-1)],
  );
  const { concerns, total } = await keysToReview(team.member.principal);
  expect(total).toBe(49);
  const listed = await listApiKeys(team.member.principal, { limit: 100, review: "true" });
  expect([listed.data.length, listed.next_cursor]).toEqual([49, null]);
  expect(listed.data.every(({ name }) => name.startsWith("soon"))).toBe(true);
  expect(concerns.map(({ name }) => name)).toEqual([48, 47, 46, 45, 44, 43].map((place) => `soon ${place}`));
});
