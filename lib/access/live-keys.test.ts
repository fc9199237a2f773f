import { expect, it } from "vitest";
import { createUser } from "@/lib/testing/factories";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import { isLive, keyStateOf, keyStates } from "./key-life";
import { keysInState, liveKeys, liveSql } from "./live-keys";

const { clock, open } = useTestRuntime();

it("one key, a Prisma condition and SQL say the same of every key, to the millisecond", async () => {
  const [admin, owner] = [await createUser(), await createUser()];
  const { prisma } = open().database;
  const nowMs = clock.now();
  const now = new Date(nowMs);
  const ends = [null, -1, 0, 1].map((ms) => (ms === null ? null : new Date(nowMs + ms)));
  const keys = [null, now].flatMap((revokedAt) =>
    ends.flatMap((expiresAt) =>
      ["prompts", "service"].flatMap((product) =>
        [null, owner.id, admin.id].map((vouchedById) => ({ revokedAt, expiresAt, product, vouchedById })),
      ),
    ),
  );
  await prisma.apiKey.createMany({
    data: keys.map((key, index) => ({
      ...key,
      id: `key_${index}`,
      lineId: `key_${index}`,
      organizationId: owner.id,
      environment: "production" as const,
      name: "Key",
      keyPrefix: "",
      secretHash: `hash ${index}`,
      secretHint: "",
    })),
  });
  const idsWhere = (holds: (key: (typeof keys)[number]) => boolean) =>
    keys.flatMap((key, index) => (holds(key) ? [`key_${index}`] : [])).toSorted();
  const live = idsWhere((key) => isLive(key, nowMs));
  expect(live).toHaveLength(12);
  const found = await prisma.apiKey.findMany({ where: liveKeys(now) });
  expect(found.map(({ id }) => id).toSorted()).toEqual(live);
  const rows = await prisma.$queryRaw<{ id: string }[]>`SELECT id FROM api_keys WHERE ${liveSql(now)}`;
  expect(rows.map(({ id }) => id).toSorted()).toEqual(live);
  for (const state of keyStates) {
    const inState = await prisma.apiKey.findMany({ where: keysInState(state, now) });
    const expected = idsWhere((key) => keyStateOf({ ...key, vouched: key.vouchedById === admin.id }, nowMs) === state);
    expect(expected.length, state).toBeGreaterThan(0);
    expect(inState.map(({ id }) => id).toSorted(), state).toEqual(expected);
  }
});
