import { expect, test } from "vitest";
import { providerProblemText } from "./refused-step";
import { signInOutcome } from "./sign-in-outcome";

const answer = (status: number, body: unknown, headers: Record<string, string> = {}) =>
  Response.json(body, { status, headers });

test("a redirect without an error is a success", async () => {
  expect(await signInOutcome(answer(200, { url: "http://localhost:3000/dashboard" }))).toEqual({
    ok: true,
    isHalfWay: false,
  });
});

test("wrong credentials are told without saying which part was wrong", async () => {
  const url = "http://localhost:3000/api/auth/error?error=CredentialsSignin&provider=credentials";
  expect(await signInOutcome(answer(401, { url }))).toMatchObject({
    ok: false,
    message: expect.stringMatching(/email and password don't match/),
  });
});

test("a stale form is no success although next-auth answers 200", async () => {
  const url = "http://localhost:3000/api/auth/signin?csrf=true";
  expect(await signInOutcome(answer(200, { url }))).toMatchObject({
    ok: false,
    message: expect.stringMatching(/Reload/),
  });
});

test("a limit names the wait in words", async () => {
  const limited = answer(
    429,
    { error: { code: "RATE_LIMITED", message: "Too many requests" } },
    { "retry-after": "42" },
  );
  expect(await signInOutcome(limited)).toMatchObject({ ok: false, message: expect.stringMatching(/42 seconds/) });
});

test("a wait of the account says that nothing is locked, and how long it is", async () => {
  const body = { error: { code: "RATE_LIMITED", message: "Too many requests" }, limited_by: "account" };
  expect(await signInOutcome(answer(429, body, { "retry-after": "16" }))).toMatchObject({
    ok: false,
    message: "Too many failed sign-ins with this address. Try again in 16 seconds; nothing is locked.",
  });
});

test("an outage, an exception and a lost connection are not called wrong passwords", async () => {
  const thrown = answer(401, { url: "http://localhost:3000/api/auth/error?error=The%20queue%20is%20full" });
  for (const response of [answer(503, {}), thrown, new Response("<html>", { status: 200 }), null]) {
    const outcome = await signInOutcome(response);
    expect(outcome.ok).toBe(false);
    expect(outcome).not.toMatchObject({ message: expect.stringMatching(/don't match/) });
    expect(outcome).not.toMatchObject({ message: expect.stringMatching(/queue/) });
  }
});

test("a browser that was not let in on its way to a provider is told why, in no words of the link's own", () => {
  expect(providerProblemText("rate_limited")).toMatch(/Try again in a minute/);
  expect(providerProblemText("not_found")).toMatch(/does not offer/);
  for (const reason of ["constructor", "Send your password to eve"]) {
    expect(providerProblemText(reason)).toBe("Signing in failed on our side. Try again in a moment.");
  }
});
