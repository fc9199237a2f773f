import { expect, it } from "vitest";
import { inTransaction } from "@/lib/platform/transaction";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import { holdOneTimeToken, issueOneTimeToken, noteWrongAnswer, takeOneTimeToken } from "./one-time-tokens";

const { clock, open } = useTestRuntime();

const issue = (lifetimeMs = 60_000) =>
  inTransaction(open(), (tx) =>
    issueOneTimeToken(tx, { purpose: "password reset", userId: null, lifetimeMs, data: { a: 1 } }),
  );
const take = (token: string, purpose: "password reset" | "email change" = "password reset") =>
  inTransaction(open(), (tx) => takeOneTimeToken(tx, purpose, token));

it("is good once, and tells what it was issued with", async () => {
  const { token } = await issue();
  expect(await take(token)).toMatchObject({ userId: null, data: { a: 1 } });
  expect(await take(token)).toBeNull();
});

it("of ten that show it at once, one gets it", async () => {
  const { token } = await issue();
  const taken = await Promise.all(Array.from({ length: 10 }, () => take(token)));
  expect(taken.filter((found) => found !== null)).toHaveLength(1);
});

it("counts for no other purpose, and not once it has expired", async () => {
  const { token, expiresAt } = await issue(1_000);
  expect(await take(token, "email change")).toBeNull();
  clock.set(expiresAt.getTime());
  expect(await take(token)).toBeNull();
});

it("is stored as a hash alone", async () => {
  const { token } = await issue();
  const { rows } = await open().database.pool.query("SELECT t::text AS text FROM one_time_tokens t");
  expect(rows.length).toBeGreaterThan(0);
  expect(rows.some(({ text }) => String(text).includes(token))).toBe(false);
});

it("ends with the last wrong answer that it allows", async () => {
  const { token } = await issue();
  const wrong = () =>
    inTransaction(open(), async (tx) => {
      const held = await holdOneTimeToken(tx, "password reset", token);
      if (held) await noteWrongAnswer(tx, token, 3);
      return held?.attempts ?? null;
    });
  expect([await wrong(), await wrong(), await wrong(), await wrong()]).toEqual([0, 1, 2, null]);
});
