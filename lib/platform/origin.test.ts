import { expect, it } from "vitest";
import { isAmongOrigins, isOriginPattern, isWithinOrigin } from "./origin";

it.each([
  "https://app.example.com",
  "http://localhost:3000",
  "https://*.example.com",
  "http://[::1]:8080",
  "https://xn--mnchen-3ya.de",
])("takes %s", (text) => expect(isOriginPattern(text)).toBe(true));

it.each([
  "*",
  "null",
  "https://*",
  "https://*.com",
  "https://app.*.com",
  "https://App.example.com",
  "https://app.example.com/",
  "https://app.example.com:443",
  "https://user@app.example.com",
  "https://app.example.com/path",
  "app.example.com",
  "file://x",
  "javascript:alert(1)",
  "https://*.*.example.com",
  "https://münchen.de",
  "",
])("refuses %j, which no browser sends or which means too much", (text) => expect(isOriginPattern(text)).toBe(false));

it("opens nothing but what a pattern names", () => {
  const patterns = ["https://app.example.com", "https://*.example.org"];
  const opened = ["https://app.example.com", "https://a.example.org", "https://a.b.example.org"];
  for (const origin of opened) expect([origin, isAmongOrigins(origin, patterns)]).toEqual([origin, true]);
  const refused = [
    null,
    "null",
    "",
    "http://app.example.com",
    "https://app.example.com.evil.test",
    "https://app.example.com:8443",
    "https://example.org",
    "https://.example.org",
    "https://evilexample.org",
    "https://a.example.org:8443",
    "http://a.example.org",
  ];
  for (const origin of refused) expect([origin, isAmongOrigins(origin, patterns)]).toEqual([origin, false]);
});

it("finds one pattern within another only where it means no more", () => {
  expect(isWithinOrigin("https://a.example.com", "https://*.example.com")).toBe(true);
  expect(isWithinOrigin("https://*.a.example.com", "https://*.example.com")).toBe(true);
  expect(isWithinOrigin("https://*.example.com", "https://*.example.com")).toBe(true);
  expect(isWithinOrigin("https://*.example.com", "https://*.a.example.com")).toBe(false);
  expect(isWithinOrigin("https://*.example.com", "https://x.example.com")).toBe(false);
  expect(isWithinOrigin("https://example.com", "https://*.example.com")).toBe(false);
});
