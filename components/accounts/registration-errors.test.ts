import { expect, test } from "vitest";
import { CallError } from "@/lib/http/call-error";
import { registrationAlert, withTakenAddress } from "./registration-errors";

test("a taken address is told at its field, and nothing else is touched", () => {
  const taken = withTakenAddress(new CallError("An account exists", 409, "CONFLICT"));
  expect(taken).toMatchObject({ problems: [{ path: "email", message: "address has an account already" }] });
  const other = new CallError("invalid", 400, "VALIDATION_ERROR");
  expect(withTakenAddress(other)).toBe(other);
});

test("what belongs to no field is told above the form, a limit with its wait", () => {
  expect(registrationAlert(new CallError("The server could not be reached.", 0, "NETWORK"))).toContain("reached");
  expect(registrationAlert(new CallError("Addresses of this domain may not register", 403, "FORBIDDEN"))).toMatch(
    /\.$/,
  );
  expect(registrationAlert(new CallError("Too many", 429, "RATE_LIMITED", [], 42))).toContain("42 seconds");
});
