import { expect, test } from "vitest";
import { CallError } from "@/lib/http/call";
import { registrationErrors } from "./registration-errors";

test("a taken address is told at its field, with signing in as the way on", () => {
  const errors = registrationErrors(new CallError("An account exists", 409, "CONFLICT"));
  expect(errors).toMatchObject({
    fields: { email: expect.stringContaining("account already") },
    taken: true,
    alert: null,
  });
});

test("each problem stands at its field, as a sentence", () => {
  const problems = [
    { path: "email", message: "is not an email address" },
    { path: "password", message: "is one of the most common passwords; choose another" },
    { path: "password", message: "must have at least 8 characters" },
  ];
  const { fields, alert } = registrationErrors(new CallError("invalid", 400, "VALIDATION_ERROR", problems));
  expect(fields).toEqual({
    email: "This is not an email address.",
    password: "The password is one of the most common passwords; choose another.",
  });
  expect(alert).toBeNull();
});

test("what belongs to no field is told above the form, a limit with its wait", () => {
  expect(registrationErrors(new CallError("Latchkey could not be reached.", 0, "NETWORK")).alert).toContain("reached");
  expect(registrationErrors(new CallError("Too many", 429, "RATE_LIMITED", [], 42)).alert).toContain("42 seconds");
});
