// @vitest-environment happy-dom
import { beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { type Answer, answerCalls } from "@/lib/testing/answer-calls";
import { call, readAs } from "./call";
import { CallError } from "./call-error";
import { defineContract } from "./contract";

const things = {
  product: "dashboard",
  path: "/api/dashboard/things",
  allow: ["dashboard-session"],
  body: z.object({ name: z.string() }),
} as const;
const create = defineContract({
  ...things,
  method: "POST",
  summary: "Create a thing",
  success: { status: 201, body: z.object({ id: z.string() }) },
});
const rename = defineContract({ ...things, method: "PATCH", summary: "Rename things", success: { status: 204 } });

const made: Answer = { status: 201, body: { id: "one" } };
const envelope = (status: number, code: string, headers = {}): Answer => ({
  status,
  headers,
  body: { error: { code, message: "No" } },
});

/** Answers the calls one after the other; gives the keys that they were sent with. */
function answerInTurn(...answers: Answer[]): () => (string | null)[] {
  const calls = answerCalls(({ path }) => answers.shift() ?? Promise.reject(new Error(`nothing left for ${path}`)));
  return () => calls.map(({ headers }) => headers.get("idempotency-key"));
}

const createThing = (name = "a") => call(create, { body: { name } });
const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => expect.unreachable("it did not fail"),
    (error: unknown) => error,
  );

beforeEach(() => sessionStorage.clear());

describe("a creating call", () => {
  it.each<[string, Answer]>([
    ["the connection is lost", "connection lost"],
    ["a proxy answers in the server's place", { status: 502 }],
    ["the answer breaks off in the middle", { status: 201, cutOff: true }],
  ])("has the same Idempotency-Key when it is tried again after %s", async (_, lost) => {
    const keys = answerInTurn(lost, made);
    await failure(createThing());
    expect(await createThing()).toEqual({ id: "one" });
    const [first, second] = keys();
    expect(first).toMatch(/^[0-9a-f]{32}$/);
    expect(second).toBe(first);
  });

  it.each<[string, Answer]>([
    ["a success", made],
    ["a refusal", envelope(400, "VALIDATION_ERROR")],
  ])("has a key of its own after %s", async (_, known) => {
    const keys = answerInTurn(known, made);
    await createThing().catch(() => undefined);
    await createThing();
    expect(new Set(keys()).size).toBe(2);
  });

  it("that differs from the lost one is sent again with a key of its own", async () => {
    const keys = answerInTurn("connection lost", envelope(422, "IDEMPOTENCY_KEY_REUSED"), made);
    await failure(createThing());
    expect(await createThing("another")).toEqual({ id: "one" });
    const [lost, refused, own] = keys();
    expect(refused).toBe(lost);
    expect(own).not.toBe(lost);
  });

  it("waits for the first try where that is still under way", async () => {
    const keys = answerInTurn("connection lost", envelope(409, "CONFLICT", { "retry-after": "0" }), made);
    await failure(createThing());
    expect(await createThing()).toEqual({ id: "one" });
    expect(new Set(keys()).size).toBe(1);
  });

  it("that is sent twice at once, as by a double click, makes one thing and gives it to both", async () => {
    const keys = answerInTurn(made, envelope(409, "CONFLICT", { "retry-after": "0" }), made);
    expect(await Promise.all([createThing(), createThing()])).toEqual([{ id: "one" }, { id: "one" }]);
    expect(keys()).toHaveLength(3);
    expect(new Set(keys()).size).toBe(1);
  });

  it("is a new one once something else was changed, such as the lost thing deleted", async () => {
    const keys = answerInTurn("connection lost", { status: 204 }, made);
    await failure(createThing());
    await call(rename, { body: { name: "b" } });
    await createThing();
    const [lost, changed, own] = keys();
    expect(changed).toBeNull();
    expect(own).not.toBe(lost);
  });
});

it("tells a lost answer from a refusal", async () => {
  answerInTurn("connection lost", envelope(403, "FORBIDDEN", { "retry-after": "7" }));
  expect(await failure(createThing())).toMatchObject({ status: 0, code: "NETWORK" });
  const refusal = await failure(createThing());
  expect(refusal).toBeInstanceOf(CallError);
  expect(refusal).toMatchObject({ status: 403, code: "FORBIDDEN", message: "No", retryAfterSeconds: 7 });
});

it("names the reader that its page is of, until that is taken back", async () => {
  const calls = answerCalls(() => ({ status: 204 }));
  const renameThem = () => call(rename, { body: { name: "b" } });
  const forget = readAs("usr_1 org_1");
  await renameThem();
  forget();
  await renameThem();
  expect(calls.map(({ headers }) => headers.get("latchkey-reader"))).toEqual(["usr_1 org_1", null]);
});
