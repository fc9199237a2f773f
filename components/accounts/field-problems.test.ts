import { expect, test } from "vitest";
import { CallError } from "@/lib/http/call";
import { fieldProblems } from "./field-problems";

const subjects = { current_password: "This", new_password: "The new password" };

test("each field's first problem becomes a sentence at that field", () => {
  const problems = [
    { path: "current_password", message: "is not your password" },
    { path: "new_password", message: "must have at least 8 characters" },
    { path: "new_password", message: "is too common" },
    { path: "constructor", message: "unknown field" },
  ];
  expect(fieldProblems(new CallError("", 400, "VALIDATION_ERROR", problems), subjects)).toEqual({
    current_password: "This is not your password.",
    new_password: "The new password must have at least 8 characters.",
  });
});

test("a refusal that names no field leaves the fields alone", () => {
  expect(fieldProblems(new CallError("Too many requests", 429, "RATE_LIMITED"), subjects)).toEqual({});
  expect(fieldProblems(new TypeError("x"), subjects)).toEqual({});
});
