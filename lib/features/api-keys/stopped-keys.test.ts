import { expect, it } from "vitest";
import type { CatalogueDocument } from "@/lib/access/catalogue-document";
import { listOrganizations } from "@/lib/features/administration/organizations";
import { findOwners } from "@/lib/features/budgets/owner-choices";
import { applyCatalogue } from "@/lib/features/catalogue/apply-catalogue";
import { getOrganization } from "@/lib/features/organizations/organization";
import { keysTable } from "@/lib/features/reports/keys-table";
import type { Prisma } from "@/lib/generated/prisma/client";
import type { PrismaSession } from "@/lib/platform/database";
import { operator } from "@/lib/tenancy/events";
import { reactivateUser, suspendUser } from "@/lib/tenancy/suspension";
import { callApi } from "@/lib/testing/call-api";
import { createKey, type TestUser } from "@/lib/testing/factories";
import { createTeam, type TestTeam } from "@/lib/testing/team";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import { countApiKeys } from "./count-keys";
import { readApiKey } from "./get-key";
import { firstKeyOf, keysToReview } from "./keys-to-review";
import { listApiKeys } from "./list-keys";
import { expiryJobs, expiryMailJob } from "./mail-expiry";
import { rotateApiKey } from "./rotate-key";

// What stops a key is not always in its row. No list calls a key active that the gate refuses, whatever the reason is.

const { clock, open } = useTestRuntime();
const scopes = ["prompts:read" as const];

function commit(change: (tx: PrismaSession) => Promise<readonly string[]>): Promise<void> {
  return open().changes.commit(async (tx) => ({ result: undefined, subjects: await change(tx) }));
}

type Rules = Omit<Prisma.OrganizationPolicyUncheckedCreateInput, "organizationId">;
const setPolicy = ({ id }: TestTeam, rules: Rules) =>
  commit(async (tx) => {
    await tx.organizationPolicy.create({ data: { organizationId: id, updatedAt: new Date(clock.now()), ...rules } });
    return [`org:${id}`];
  });
const dropPolicy = ({ id }: TestTeam) =>
  commit(async (tx) => {
    await tx.organizationPolicy.deleteMany({ where: { organizationId: id } });
    return [`org:${id}`];
  });
const suspend = (...users: TestUser[]) =>
  commit(async (tx) => (await Promise.all(users.map(({ id }) => suspendUser(tx, id)))).flat());
const reactivate = (...users: TestUser[]) =>
  commit(async (tx) => (await Promise.all(users.map(({ id }) => reactivateUser(tx, id)))).flat());

const setKeys = ({ id }: TestTeam, data: Prisma.ApiKeyUpdateManyMutationInput, where: Prisma.ApiKeyWhereInput = {}) =>
  commit(async (tx) => {
    const keys = await tx.apiKey.updateManyAndReturn({ where: { ...where, organizationId: id }, data });
    return keys.map((key) => `key:${key.id}`);
  });

const images = {
  label: "Images",
  keys: { production: "img_live_", development: "img_test_" },
  scopes: [{ id: "images:read", description: "See images" }],
  limits: { free: { per_minute: 60, burst: 10 } },
};
const setProducts = async (products: CatalogueDocument["products"]) => {
  await applyCatalogue(operator, { document: { version: 1, products }, note: "", allow_ending: true });
};
/** Where keys that begin so are let through. */
const doors: Record<string, string> = { exp: "GET /api/v1/users/me", img: "GET /api/v1/forward-auth" };

async function tokenOf({ token }: TestUser): Promise<string> {
  const { json } = await callApi("POST /api/user/tokens", { token, body: { name: "CI", expires_in_days: 300 } });
  return json.token;
}

async function madeBy(token: string): Promise<string> {
  const { json } = await callApi("POST /api/v1/api-keys", { token, body: { name: "Made", scopes } });
  return json.key;
}

const makers = { createdByKeyId: null, createdByTokenId: null, replacedById: null };

const now = () => new Date(clock.now());
const secretOf = async (owner: TestUser, wanted = {}) => (await createKey(owner, wanted)).secret;

/** What the page of a key says of one that it took the place of. */
async function worksBelow({ principal }: TestUser, id: string): Promise<boolean | undefined> {
  const { pool } = open().database;
  await pool.query(
    `INSERT INTO api_keys (id, line_id, organization_id, product, environment, name, key_prefix, secret_hash, secret_hint, scopes, ip_allowlist)
     SELECT 'key_next', line_id, organization_id, product, environment, name, '', 'key_next', '', scopes, '{}' FROM api_keys WHERE id = $1`,
    [id],
  );
  await pool.query("UPDATE api_keys SET replaced_by_id = 'key_next' WHERE id = $1", [id]);
  const { data } = await readApiKey(principal, "key_next");
  await pool.query("UPDATE api_keys SET replaced_by_id = NULL WHERE id = $1", [id]);
  await pool.query("DELETE FROM api_keys WHERE id = 'key_next'");
  return data.replaces?.works;
}

/** Whether the mail about a key's end names it, where its notice came before. */
async function isMailed({ id: userId, email: recipient }: TestUser, keyId: string, endsAt: Date): Promise<boolean> {
  const { prisma } = open().database;
  await prisma.keyExpiryMail.create({ data: { userId, keyId, days: 7, endsAt } });
  await expiryJobs[expiryMailJob]({ userId });
  await prisma.keyExpiryMail.deleteMany({ where: { userId } });
  return (await prisma.mail.deleteMany({ where: { recipient, subject: { contains: "expire soon" } } })).count > 0;
}

type Cause = {
  key: (team: TestTeam) => Promise<string>;
  stop: (team: TestTeam) => Promise<void>;
  mend: (team: TestTeam) => Promise<void>;
  state: "disabled" | "expired" | "scheduled" | "suspended";
};

const causes: Record<string, Cause> = {
  "its life is beyond the policy": {
    key: ({ owner }) => secretOf(owner, { scopes }),
    stop: (team) => setPolicy(team, { maxKeyDays: 30, existingCredentialsFrom: now() }),
    mend: dropPolicy,
    state: "expired",
  },
  "the life of the token that made it is": {
    key: async ({ member }) => madeBy(await tokenOf(member)),
    stop: (team) => setPolicy(team, { maxTokenDays: 30, existingCredentialsFrom: now() }),
    mend: dropPolicy,
    state: "suspended",
  },
  "it stands for a member without the second factor that is asked for": {
    key: ({ member }) => secretOf(member),
    stop: (team) => setPolicy(team, { secondFactorFrom: now() }),
    mend: dropPolicy,
    state: "suspended",
  },
  "such a member's token made the key that made it": {
    key: async ({ member }) => madeBy(await madeBy(await tokenOf(member))),
    stop: (team) => setPolicy(team, { secondFactorFrom: now() }),
    mend: dropPolicy,
    state: "suspended",
  },
  "it stands for a suspended member": {
    key: ({ member }) => secretOf(member),
    stop: ({ member }) => suspend(member),
    mend: ({ member }) => reactivate(member),
    state: "suspended",
  },
  "a suspended member's token made the key that made it": {
    key: async ({ member }) => madeBy(await madeBy(await tokenOf(member))),
    stop: ({ member }) => suspend(member),
    mend: ({ member }) => reactivate(member),
    state: "suspended",
  },
  "it is switched off": {
    key: ({ owner }) => secretOf(owner, { scopes }),
    stop: (team) => setKeys(team, { disabledAt: now() }),
    mend: (team) => setKeys(team, { disabledAt: null }),
    state: "disabled",
  },
  "its time has not come": {
    key: ({ owner }) => secretOf(owner, { scopes }),
    stop: (team) => setKeys(team, { notBefore: new Date(clock.now() + 1) }),
    mend: (team) => setKeys(team, { notBefore: null }),
    state: "scheduled",
  },
  "the key that made it is switched off": {
    key: async ({ owner }) => madeBy(await secretOf(owner, { scopes })),
    stop: (team) => setKeys(team, { disabledAt: now() }, makers),
    mend: (team) => setKeys(team, { disabledAt: null }, makers),
    state: "suspended",
  },
  "the time of the key that took its maker's place has not come": {
    key: async ({ owner }) => {
      const maker = await createKey(owner, { scopes });
      const made = await madeBy(maker.secret);
      await rotateApiKey(owner.principal, maker.id, { grace_period_seconds: 0 });
      return made;
    },
    stop: (team) => setKeys(team, { notBefore: new Date(clock.now() + 1) }, makers),
    mend: (team) => setKeys(team, { notBefore: null }, makers),
    state: "suspended",
  },
  "its product is no longer in the catalogue": {
    key: async ({ owner }) => {
      await setProducts({ images });
      return secretOf(owner, { scopes: ["images:read"] });
    },
    stop: () => setProducts({}),
    mend: () => setProducts({ images }),
    state: "suspended",
  },
  "every member of its organization is suspended": {
    key: ({ owner }) => secretOf(owner, { scopes }),
    stop: ({ owner, admin, member }) => suspend(owner, admin, member),
    mend: ({ owner }) => reactivate(owner),
    state: "suspended",
  },
};

it.each(Object.entries(causes))("is active in no list, count or report where %s", async (_, cause) => {
  clock.advance(60_000);
  const team = await createTeam();
  const { principal } = team.owner;
  const secret = await cause.key(team);
  const { id } = await open().database.prisma.apiKey.findFirstOrThrow({
    where: { organizationId: team.id },
    orderBy: { createdByKeyId: { sort: "asc", nulls: "last" } },
  });
  const endsAt = new Date(clock.now() + 5 * 86_400_000);
  // Old enough to want a look while it works.
  const createdAt = new Date(clock.now() - 40 * 86_400_000);
  await open().database.prisma.apiKey.updateMany({ data: { createdAt, expiresAt: endsAt } });
  const opens = doors[secret.slice(0, 3)] ?? "GET /v1/prompts";
  const passes = async () => (await callApi(opens, { token: secret })).status === 200;
  const told = async () => {
    const listed = (await listApiKeys(principal, { limit: 100 })).data.find((key) => key.id === id)?.status;
    const filtered = async (query: object) =>
      (await listApiKeys(principal, { limit: 100, ...query })).data.some((key) => key.id === id);
    const { rows } = await keysTable({ organizationId: team.id, environment: "production" }, 100);
    return {
      listed,
      active: await filtered({ status: "active" }),
      stopped: await filtered({ status: cause.state }),
      review: await filtered({ review: "true" }),
      concerns: (await keysToReview(principal)).concerns.some((key) => key.id === id),
      reported: rows.find((row) => row[0] === id)?.[4],
      counted: (await getOrganization(principal)).counts.active_api_keys,
      first: (await firstKeyOf(principal)).newest !== null,
      administered: (await listOrganizations({ search: team.id, limit: 1 })).data[0]?.active_keys,
      offered: (await findOwners(principal, { of: "key" }, "organization")).data.some((key) => key.id === id),
      works: await worksBelow(team.owner, id),
      mailed: await isMailed(team.owner, id, endsAt),
    };
  };
  const before = await told();
  expect(before).toMatchObject({ listed: "active", active: true, stopped: false, review: true });
  expect(before).toMatchObject({ administered: before.counted, offered: true, works: true, mailed: true });
  await cause.stop(team);
  expect(await passes()).toBe(false);
  const after = await told();
  expect(after).toMatchObject({ listed: cause.state, active: false, stopped: true });
  expect(after).toMatchObject({ review: false, concerns: false, reported: cause.state });
  expect(after.counted).toBeLessThan(before.counted);
  expect(after).toMatchObject({ administered: after.counted, works: false });
  // A budget can be of what begins again, and what has not begun can be prolonged.
  expect(after).toMatchObject({ offered: cause.state !== "expired", mailed: cause.state === "scheduled" });
  await cause.mend(team);
  expect(await told()).toEqual(before);
  expect(await passes()).toBe(true);
});

it("tells the keys that work from those that a policy ended where they, and those that ended by themselves, are many thousands", async () => {
  const team = await createTeam();
  const { principal } = team.owner;
  const works = await createKey(team.owner, { scopes, expires_in_days: 10 });
  // More than a query takes parameters together, and a third of it while they would live.
  await open().database.pool.query(
    `INSERT INTO api_keys (id, line_id, organization_id, product, environment, name, key_prefix, secret_hash, secret_hint, scopes,
                           ip_allowlist, revoked_at)
     SELECT id || n, id || n, organization_id, product, environment, 'Old', '', secret_hash || n, '', scopes,
            ip_allowlist, CASE WHEN n > 11000 THEN now() END
       FROM api_keys, generate_series(1, 33000) AS n WHERE id = $1`,
    [works.id],
  );
  await setPolicy(team, { maxKeyDays: 30, existingCredentialsFrom: now() });
  const listed = async (query: object) =>
    (await listApiKeys(principal, { limit: 2, ...query })).data.map(({ id, status }) => [id, status]);
  expect(await listed({ status: "active" })).toEqual([[works.id, "active"]]);
  expect(await listed({ review: "true" })).toEqual([[works.id, "active"]]);
  expect((await listed({ status: "expired" })).map(([, status]) => status)).toEqual(["expired", "expired"]);
  expect((await countApiKeys(principal, {})).data).toMatchObject({ active: 1, expired: 11_000, revoked: 22_000 });
  expect((await findOwners(principal, { of: "key" }, "organization")).data.map(({ id }) => id)).toEqual([works.id]);
});
