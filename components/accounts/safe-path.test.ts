import { expect, test } from "vitest";
import { safePath } from "./safe-path";

test("a path of this site is kept with its query and fragment", () => {
  expect(safePath("/dashboard/usage?range=7d#chart")).toBe("/dashboard/usage?range=7d#chart");
});

test.each([
  undefined,
  "",
  "https://evil.example/",
  "//evil.example",
  "/\\evil.example",
  "/\t/evil.example",
  "/.//evil.example",
  "/x/..//evil.example",
  "javascript:alert(1)",
  "dashboard",
  ["/dashboard/usage", "/pricing"],
])("%j leads to the dashboard, not elsewhere", (value) => {
  expect(safePath(value)).toBe("/dashboard");
});

test("an authorization goes on after the sign-in that it asked for", () => {
  expect(safePath("/oauth/authorize?client_id=a&state=b")).toBe("/oauth/authorize?client_id=a&state=b");
});

test.each([
  "/sign-in?callbackUrl=/x",
  "/register",
  "/api/auth/signout",
  "/v1/prompts",
  "/oauth/token",
  "/oauth/authorize/x",
])("%s is no page to land on", (value) => {
  expect(safePath(value)).toBe("/dashboard");
});
