import { expect, test } from "vitest";
import { errorFields, errorText } from "./log-error.mjs";

function failingQuery(): Error {
  return Object.assign(new Error("connection refused"), { code: "ECONNREFUSED" });
}

test("an error carries its message, its stack, its causes and their code", () => {
  const fields = errorFields(new Error("no answer", { cause: failingQuery() }));
  expect(fields).toEqual({
    error: "no answer",
    cause: "connection refused",
    code: "ECONNREFUSED",
    stack: expect.stringMatching(/^at .*log-error\.test\.ts[\s\S]*Caused by\nat failingQuery/),
  });
});

test("what is thrown and is no error is told as text, without a stack", () => {
  expect(errorFields("out of luck")).toEqual({ error: "out of luck" });
});

test("an error without a message of its own has those of its parts", () => {
  expect(errorText(new AggregateError([new Error("::1 refused"), new Error("127.0.0.1 refused")]))).toBe(
    "::1 refused; 127.0.0.1 refused",
  );
});

test("causes that lead back to their error come to an end", () => {
  const error = new Error("round");
  error.cause = error;
  expect(errorFields(error).cause).toBe("round; round");
});

test.each([
  ["a database's address", "cannot reach postgres://latchkey:hunter2@db.test/main", "hunter2"],
  ["an address whose password was not encoded", "cannot reach postgres://latchkey:hun@ter2@db.test/main", "ter2"],
  ["an authorization header", "invalid header: Bearer abcdefgh12345", "abcdefgh12345"],
  ["an API key", "unknown key pr_live_0123456789abcdefABCDEF0123456789", "0123456789abcdefABCDEF0123456789"],
  ["a signed token", "bad token eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJ4In0.c2lnbmF0dXJl", "c2lnbmF0dXJl"],
])("no log shows %s that an error quotes", (_kind, message, secret) => {
  const error = new Error("outer", { cause: new Error(message) });
  expect(JSON.stringify(errorFields(error))).not.toContain(secret);
  expect(errorText(new Error(message))).toContain(message.split(" ", 1)[0]);
  expect(JSON.stringify([errorFields(new Error(message)), errorFields(message)])).not.toContain(secret);
});

test("identifiers that help to find the fault stay readable", () => {
  const message = "no row for key_0123456789abcdefABCDEF01 in PrismaClientKnownRequestError";
  expect(errorText(new Error(message))).toBe(message);
});
