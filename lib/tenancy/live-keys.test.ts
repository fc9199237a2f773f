import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { isLive, keyStates } from "@/lib/access/key-life";
import { inPool } from "@/lib/access/key-lineage";
import { readKeys } from "@/lib/access/key-record";
import { createUser } from "@/lib/testing/factories";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import { readElsewhere, stateBeside, stateOfKey } from "./key-standing";
import { keysInState, liveKeys, liveSql, liveTextSql, stateSql } from "./live-keys";

const { clock, open } = useTestRuntime();

it("one key, a Prisma condition and SQL say the same of every key, to the millisecond, and so does the gate's record", async () => {
  const [admin, owner] = [await createUser(), await createUser()];
  const { prisma } = open().database;
  const nowMs = clock.now();
  const now = new Date(nowMs);
  const ends = [null, -1, 0, 1].map((ms) => (ms === null ? null : new Date(nowMs + ms)));
  const lives = [null, now].flatMap((revokedAt) =>
    ends.flatMap((expiresAt) =>
      ["prompts", "service"].flatMap((product) =>
        [null, owner.id, admin.id].map((vouchedById) => ({ revokedAt, expiresAt, product, vouchedById })),
      ),
    ),
  );
  const starts = [null, now].flatMap((disabledAt) =>
    [null, now, new Date(nowMs + 1)].map((notBefore) => ({ disabledAt, notBefore })),
  );
  const keys = lives.flatMap((life) => starts.map((start) => ({ ...life, ...start })));
  await prisma.apiKey.createMany({
    data: keys.map((key, index) => ({
      ...key,
      id: `key_${index}`,
      lineId: `key_${index}`,
      organizationId: owner.id,
      environment: "production" as const,
      scopes: ["prompts:read"],
      ipAllowlist: [],
      name: "Key",
      keyPrefix: "",
      secretHash: `hash ${index}`,
      secretHint: "",
    })),
  });
  const idsWhere = (holds: (key: (typeof keys)[number]) => boolean) =>
    keys.flatMap((key, index) => (holds(key) ? [`key_${index}`] : [])).toSorted();
  const live = idsWhere((key) => isLive(key, nowMs));
  expect(live).toHaveLength(72);
  const found = await prisma.apiKey.findMany({ where: liveKeys(now) });
  expect(found.map(({ id }) => id).toSorted()).toEqual(live);
  const rows = await prisma.$queryRaw<{ id: string }[]>`SELECT id FROM api_keys WHERE ${liveSql(now)}`;
  expect(rows.map(({ id }) => id).toSorted()).toEqual(live);
  const text = `SELECT id FROM api_keys k WHERE ${liveTextSql("k", "$1")} ORDER BY id COLLATE "C"`;
  expect((await open().database.pool.query<{ id: string }>(text, [now])).rows.map(({ id }) => id)).toEqual(live);
  const ask = inPool(open().database.pool);
  const stored = await readKeys(
    ask,
    "id",
    keys.map((_, index) => `key_${index}`),
  );
  const elsewhere = await readElsewhere(ask, owner.id, now);
  const sets = { stoppedIds: new Set(elsewhere.stoppedIds), suspendedIds: new Set(elsewhere.suspendedIds) };
  const lists = { at: "$1::timestamptz", stopped: "$2::text[]", suspended: "$3::text[]" };
  const stated = await inPool(open().database.pool)<{ id: string; state: string }>(
    `SELECT id, ${stateSql("k", lists)} AS state FROM api_keys k`,
    [now.toISOString(), elsewhere.stoppedIds, elsewhere.suspendedIds],
  );
  for (const state of keyStates) {
    const inState = await prisma.apiKey.findMany({ where: keysInState(state, now, elsewhere) });
    const expected = keys.flatMap((key, index) => {
      const isVouched = key.product !== "service" || key.vouchedById === admin.id;
      const begun = key.notBefore && key.notBefore > now ? "scheduled" : isVouched ? "active" : "suspended";
      const living = key.disabledAt ? "disabled" : begun;
      const ended = key.revokedAt ? "revoked" : "expired";
      return (isLive(key, nowMs) ? living : ended) === state ? [`key_${index}`] : [];
    });
    expect(expected.length, state).toBeGreaterThan(0);
    expect(inState.map(({ id }) => id).toSorted(), state).toEqual(expected.toSorted());
    const inSql = stated.filter((key) => key.state === state).map(({ id }) => id);
    expect(inSql.toSorted(), state).toEqual(expected.toSorted());
    const idsOf = (stateOf: (index: number) => string) =>
      keys.flatMap((_, i) => (stateOf(i) === state ? [`key_${i}`] : []));
    expect(
      idsOf((i) => stateBeside({ id: `key_${i}`, ...must(keys[i]) }, sets, nowMs)),
      state,
    ).toEqual(expected);
    expect(
      idsOf((i) => stateOfKey(must(stored[i]), nowMs)),
      state,
    ).toEqual(expected);
  }
});

it("is said nowhere but at home whether a key is neither revoked nor expired", () => {
  const inSql = /revoked_at IS NULL\b[^;`]{0,100}expires_at IS NULL/;
  const inPrisma = /revokedAt: null\b[^;]{0,100}expiresAt: null\b/;
  const sources = ["app", "bench", "lib", "prisma", "scripts"].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((path) => /\.(ts|tsx|mjs)$/.test(path) && !/\.test\.tsx?$/.test(path) && !path.startsWith("generated/"))
      .map((path) => join(folder, path)),
  );
  const copies = sources.filter((path) => {
    const source = readFileSync(path, "utf8");
    return inSql.test(source) || inPrisma.test(source);
  });
  expect(copies).toEqual(["lib/tenancy/live-keys.ts"]);
});

function must<T>(found: T | null | undefined): T {
  if (found === null || found === undefined) throw new Error("there is a row for each key");
  return found;
}
