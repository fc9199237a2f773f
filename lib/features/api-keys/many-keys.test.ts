import { beforeAll, describe, expect, it } from "vitest";
import { dayMs } from "@/lib/access/limit-windows";
import { callApi } from "@/lib/testing/call-api";
import { dashboardHeaders } from "@/lib/testing/dashboard-cookie";
import { createKey, createUser, type TestUser } from "@/lib/testing/factories";
import { join } from "@/lib/testing/team";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import type { KeyFilter, KeySort } from "./contract";
import { countApiKeys } from "./count-keys";
import { getKeyActivity } from "./key-activity";
import { listApiKeys } from "./list-keys";
import { rotateApiKey } from "./rotate-key";

const { clock, open } = useTestRuntime();

let owner: TestUser;
let member: TestUser;
/** Keys by what is special about them. */
let ids: Record<
  "fresh" | "soon" | "idle" | "refused" | "revoked" | "expired" | "off" | "later" | "old" | "successor",
  string
>;
let oldSecret: string;
const scopes = ["prompts:read"] as const;

async function store(id: string, data: object): Promise<void> {
  await open().database.prisma.apiKey.update({ where: { id }, data });
}

async function countUse(
  credentialId: string,
  day: Date,
  statusClass: "success" | "refused" | "limited",
  requests: number,
) {
  const { organizationId } = owner.principal;
  const where = { organizationId, credentialId, product: "prompts", environment: "production" as const };
  await open().database.prisma.usageDay.create({
    data: { ...where, bucketStart: day, endpoint: "GET /v1/prompts", statusClass, requests },
  });
}

beforeAll(async () => {
  owner = await createUser({ plan: "enterprise" });
  member = await join(owner, "member");
  const make = async (name: string) => (await createKey(owner, { name, scopes: [...scopes] })).id;
  const old = await createKey(owner, { name: "Rolling", scopes: [...scopes] });
  oldSecret = old.secret;
  const rotated = await rotateApiKey(owner.principal, old.id, { grace_period_seconds: 86_400 });
  ids = {
    fresh: await make("Émile fresh"),
    soon: await make("Barrel soon"),
    idle: await make("Anvil idle"),
    refused: await make("Dory refused"),
    revoked: await make("Gone"),
    expired: await make("Past"),
    off: await make("Quill off"),
    later: await make("Pilot later"),
    old: old.id,
    successor: rotated.data.id,
  };
  const at = (days: number) => new Date(clock.now() + days * dayMs);
  await store(ids.soon, { expiresAt: at(3), lastUsedAt: at(-1) });
  await store(ids.idle, { createdAt: at(-60), lastUsedAt: at(-40) });
  await store(ids.refused, { lastUsedAt: at(-0.5), expiresAt: at(90) });
  await store(ids.revoked, { revokedAt: at(-1) });
  await store(ids.expired, { expiresAt: at(-2) });
  await store(ids.off, { disabledAt: at(-1) });
  await store(ids.later, { notBefore: at(1) });
  // Those of Administration are in no list of an organization's keys.
  await store(await make("Silent administration"), { product: "management" });
  const today = new Date(Math.floor(clock.now() / dayMs) * dayMs);
  await countUse(ids.refused, today, "success", 90);
  await countUse(ids.refused, today, "refused", 7);
  await countUse(ids.refused, today, "limited", 3);
  await countUse(ids.fresh, today, "success", 100);
  await countUse(ids.fresh, today, "refused", 1);
});

async function walk(query: Omit<KeyFilter, never> & { sort?: KeySort }, limit = 2): Promise<string[]> {
  const names: string[] = [];
  for (let cursor: string | undefined; ; ) {
    const page = await listApiKeys(owner.principal, { ...query, limit, ...(cursor ? { cursor } : {}) });
    names.push(...page.data.map(({ id }) => id));
    if (!page.next_cursor) return names;
    cursor = page.next_cursor;
  }
}

describe("the list of keys", () => {
  it.each(["name", "-name", "created", "-created", "last_used", "-last_used", "expires", "-expires"] as const)(
    "walks by cursor through every key once in the order %s, the same as all at once",
    async (sort) => {
      const walked = await walk({ sort });
      expect(walked).toHaveLength(10);
      expect(new Set(walked).size).toBe(10);
      expect(walked).toEqual(await walk({ sort }, 100));
      const back = sort.startsWith("-") ? sort.slice(1) : `-${sort}`;
      expect(walked.toReversed()).toEqual(await walk({ sort: back as KeySort }, 3));
    },
  );

  it("takes what never expires as the latest end and what was never used as the longest ago", async () => {
    const byEnd = await walk({ sort: "expires" });
    expect(byEnd.slice(0, 3)).toEqual([ids.expired, ids.old, ids.soon]);
    const byUse = await walk({ sort: "-last_used" });
    expect(byUse.slice(0, 3)).toEqual([ids.refused, ids.soon, ids.idle]);
    expect(await walk({ sort: "name", status: "active" })).toEqual(
      expect.arrayContaining([ids.idle, ids.soon, ids.refused, ids.fresh]),
    );
  });

  it("passes over rows for a view that jumps", async () => {
    const all = await walk({ sort: "name" });
    const page = await listApiKeys(owner.principal, { sort: "name", skip: 5, limit: 2 });
    expect(page.data.map(({ id }) => id)).toEqual(all.slice(5, 7));
  });

  it("400 for a cursor of another order, and for one that is made up", async () => {
    const { next_cursor } = await listApiKeys(owner.principal, { sort: "name", limit: 1 });
    const madeUp = (parts: unknown) => Buffer.from(JSON.stringify(parts)).toString("base64url");
    for (const cursor of [next_cursor, madeUp(["expires", "soon", "x"]), madeUp(["expires", 3, "x"]), "x"]) {
      const path = `/api/v1/api-keys?sort=expires&cursor=${cursor}`;
      expect((await callApi(`GET ${path}`, { token: owner.token })).status).toBe(400);
    }
  });

  it("puts a replaced key that still works below the key that took its place, and finds that by the old one's beginning", async () => {
    const all = await listApiKeys(owner.principal, { limit: 100, grouped: "true" });
    const shown = all.data.map(({ id }) => id);
    expect(shown).not.toContain(ids.old);
    const head = all.data.find(({ id }) => id === ids.successor);
    expect(head?.replaces?.map(({ id }) => id)).toEqual([ids.old]);
    const found = await listApiKeys(owner.principal, { limit: 9, grouped: "true", search: oldSecret.slice(0, 14) });
    expect(found.data.map(({ id }) => id)).toEqual([ids.successor]);
    const later = new Date(clock.now() + dayMs);
    for (const stop of [{ revokedAt: new Date(clock.now()) }, { disabledAt: later }, { notBefore: later }]) {
      await store(ids.successor, stop);
      const alone = await listApiKeys(owner.principal, { limit: 100, grouped: "true" });
      await store(ids.successor, { revokedAt: null, disabledAt: null, notBefore: null });
      // A key that works is never hidden below one that does not.
      expect(alone.data.map(({ id }) => id)).toContain(ids.old);
    }
  });

  it("finds a key by its mask as lists show it, by half of one, with three dots, and by its last four characters", async () => {
    const { secretHint } = await open().database.prisma.apiKey.findUniqueOrThrow({ where: { id: ids.old } });
    const [start, end] = secretHint.split("…");
    for (const search of [secretHint, `${start}…`, `…${end}`, `${start}...${end}`, `${end}`]) {
      expect([search, await walk({ search })]).toEqual([search, [ids.old]]);
    }
    for (const search of ["…", "...", `${start}…${start}`, `${end}…`, "%…%", `${start}…${end}…`]) {
      expect([search, await walk({ search })]).toEqual([search, []]);
    }
  });

  const kinds = [
    ["all", {}],
    ["active", { status: "active" }],
    ["expired", { status: "expired" }],
    ["revoked", { status: "revoked" }],
    ["suspended", { status: "suspended" }],
    ["disabled", { status: "disabled" }],
    ["scheduled", { status: "scheduled" }],
    ["expires_soon", { concern: "expires_soon" }],
    ["unused", { concern: "unused" }],
    ["rejected", { concern: "rejected" }],
    ["review", { review: "true" }],
  ] as const;
  it.each(kinds)("counts as many %s keys as it lists, alone, grouped and with a search", async (kind, filter) => {
    for (const more of [
      {},
      { grouped: "true" as const },
      { search: "il" },
      { grouped: "true" as const, search: oldSecret.slice(0, 12) },
      { grouped: "true" as const, search: `…${oldSecret.slice(-4)}` },
    ]) {
      const listed = await walk({ ...filter, ...more }, 100);
      const { data } = await countApiKeys(owner.principal, more);
      expect([more, data[kind]]).toEqual([more, listed.length]);
    }
  });

  it("says which keys expire soon, lie idle or were rejected lately", async () => {
    expect(await walk({ concern: "expires_soon" })).toEqual([ids.soon]);
    expect(await walk({ concern: "unused" })).toEqual([ids.idle]);
    expect(await walk({ concern: "rejected" })).toEqual([ids.refused]);
  });
});

describe("the activity of keys", () => {
  it("is the last seven days with errors apart, and of none whose usage is another member's", async () => {
    const { data } = await getKeyActivity(owner.principal, { ids: [ids.refused, ids.soon] });
    const of = (id: string) => data.find((one) => one.id === id);
    expect(of(ids.refused)).toEqual({
      id: ids.refused,
      daily: [0, 0, 0, 0, 0, 0, 100],
      requests: 100,
      errors: 10,
      lately: { requests: 100, refused: 10, limited: 3, trouble: "rejected" },
    });
    expect(of(ids.soon)?.requests).toBe(0);
    expect(of(ids.soon)?.lately.trouble).toBeNull();
    expect((await getKeyActivity(member.principal, { ids: [ids.refused] })).data).toEqual([]);
    const stranger = await createUser();
    expect((await getKeyActivity(stranger.principal, { ids: [ids.refused] })).data).toEqual([]);
    expect((await countApiKeys(stranger.principal, {})).data.all).toBe(0);
  });
});

describe("finding a key by its whole secret", () => {
  const find = (user: TestUser, key: string) =>
    callApi("POST /api/v1/api-keys/find", { token: user.token, body: { key } });

  it("200 with the key for its organization, 404 for any other, and never the secret in the answer", async () => {
    const found = await find(owner, oldSecret);
    expect([found.status, found.json.data.id]).toEqual([200, ids.old]);
    expect(found.text).not.toContain(oldSecret);
    expect((await find(await createUser(), oldSecret)).status).toBe(404);
  });

  it("400 for a key with a wrong character and for what is no key, without saying it again", async () => {
    const wrong = `${oldSecret.slice(0, -1)}${oldSecret.endsWith("0") ? "1" : "0"}`;
    for (const key of [wrong, oldSecret.slice(0, 20), "hp_pat_x", "hello"]) {
      const { status, text } = await find(owner, key);
      expect(status).toBe(400);
      expect(text).not.toContain(key);
    }
  });
});

describe("many keys at once", () => {
  const fresh = async (user: TestUser, count: number) => {
    const made = [];
    for (let n = 0; n < count; n++) made.push(await createKey(user, { name: `Bulk ${n}`, scopes: [...scopes] }));
    return made;
  };

  it("revokes each in its own right: a row each, an event each, 401 at once, and what they made ends with them", async () => {
    const team = await createUser({ plan: "enterprise" });
    const colleague = await join(team, "member");
    const [first, maker] = await fresh(colleague, 2);
    const [foreign] = await fresh(team, 1);
    if (!first || !maker || !foreign) throw new Error("three keys are made");
    const child = await callApi("POST /api/v1/api-keys", {
      token: maker.secret,
      body: { name: "Child", scopes: [...scopes] },
    });
    const named = [first.id, maker.id, foreign.id, "key_none", first.id];
    const body = { ids: named };
    const { status, json } = await callApi("POST /api/v1/api-keys/revoke-many", { token: colleague.token, body });
    expect(status).toBe(200);
    expect(json.data.map(({ id, ok }: { id: string; ok: boolean }) => [id, ok])).toEqual([
      [first.id, true],
      [maker.id, true],
      [foreign.id, false],
      ["key_none", false],
      [first.id, true],
    ]);
    expect(json.data[1].descendantsRevoked).toBe(1);
    expect(json.data[2].error).toEqual({
      code: "FORBIDDEN",
      message: "Only the maker of this key or an admin of the organization may do this",
    });
    expect(json.data[3].error).toEqual({ code: "RESOURCE_NOT_FOUND", message: "There is no such API key" });
    for (const [key, expected] of [
      [first.secret, 401],
      [maker.secret, 401],
      [child.json.key, 401],
      [foreign.secret, 200],
    ] as const) {
      expect((await callApi("GET /v1/prompts", { token: key })).status).toBe(expected);
    }
    const told = await open().database.prisma.event.findMany({
      where: { organizationId: team.principal.organizationId, type: "key.revoked" },
    });
    expect(told.map(({ subjectId }) => subjectId).toSorted()).toEqual(
      [first.id, maker.id, child.json.data.id].toSorted(),
    );
  });

  it("sets the end of each within what its own change may, and tells the others in their rows", async () => {
    const team = await createUser({ plan: "enterprise" });
    const [one, two, gone] = await fresh(team, 3);
    if (!one || !two || !gone) throw new Error("three keys are made");
    await callApi(`DELETE /api/v1/api-keys/${gone.id}`, { token: team.token });
    const child = await callApi("POST /api/v1/api-keys", {
      token: one.secret,
      body: { name: "C", scopes: [...scopes] },
    });
    const body = { ids: [one.id, two.id, gone.id], expires_in_days: 10 };
    const headers = await dashboardHeaders(team);
    const { status, json } = await callApi("POST /api/dashboard/v1/api-keys/expire-many", { headers, body });
    expect(status).toBe(200);
    const end = new Date(clock.now() + 10 * dayMs).toISOString();
    expect(json.data.map(({ ok, expiresAt }: { ok: boolean; expiresAt: string | null }) => [ok, expiresAt])).toEqual([
      [true, end],
      [true, end],
      [false, null],
    ]);
    const made = await open().database.prisma.apiKey.findUniqueOrThrow({ where: { id: child.json.data.id } });
    expect(made.expiresAt?.toISOString()).toBe(end);
    const longer = { ids: [made.id, two.id], expires_in_days: 100 };
    const again = await callApi("POST /api/v1/api-keys/expire-many", { token: team.token, body: longer });
    // What a key made lasts no longer than it.
    expect(again.json.data[0].expiresAt).toBe(end);
    expect(again.json.data[1].expiresAt).toBe(new Date(clock.now() + 100 * dayMs).toISOString());
  });

  it("400 for more than a thousand", async () => {
    const body = { ids: Array.from({ length: 1_001 }, (_, n) => `key_${n}`) };
    expect((await callApi("POST /api/v1/api-keys/revoke-many", { token: owner.token, body })).status).toBe(400);
  });
});
