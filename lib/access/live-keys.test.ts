import { expect, it } from "vitest";
import { createUser } from "@/lib/testing/factories";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import { isLive, keyStates } from "./key-life";
import { inPool } from "./key-lineage";
import { readKeys } from "./key-record";
import { readElsewhere, stateBeside, stateOfKey } from "./key-standing";
import { keysInState, liveKeys, liveSql } from "./live-keys";

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
  const ask = inPool(open().database.pool);
  const stored = await readKeys(
    ask,
    "id",
    keys.map((_, index) => `key_${index}`),
  );
  const elsewhere = await readElsewhere(ask, owner.id, now);
  const sets = { stoppedIds: new Set(elsewhere.stoppedIds), suspendedIds: new Set(elsewhere.suspendedIds) };
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

function must<T>(found: T | null | undefined): T {
  if (found === null || found === undefined) throw new Error("there is a row for each key");
  return found;
}
