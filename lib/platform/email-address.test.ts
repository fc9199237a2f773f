import { describe, expect, test } from "vitest";
import { EmailAddress } from "@/lib/http/email-address";
import { canonicalEmail } from "./email-address";

describe("an address has one form", () => {
  test.each([
    ["User@Example.COM", "user@example.com"],
    [" user@example.com ", "user@example.com"],
    ["user@münchen.de", "user@xn--mnchen-3ya.de"],
    ["user@MU\u0308NCHEN.DE", "user@xn--mnchen-3ya.de"],
    ["user@XN--MNCHEN-3YA.de", "user@xn--mnchen-3ya.de"],
    ["user@münchen\uff0ede", "user@xn--mnchen-3ya.de"],
    ["user@例え\u3002jp", "user@xn--r8jz45g.jp"],
    ["user@почта.рф", "user@xn--80a1acny.xn--p1ai"],
    ["user@straße.de", "user@xn--strae-oqa.de"],
    ["o'brien+tag@mail.example.co.uk", "o'brien+tag@mail.example.co.uk"],
    ["a!#$%&*/=?^`{|}~-b@example.com", "a!#$%&*/=?^`{|}~-b@example.com"],
  ])("%j is %j", (text, canonical) => {
    expect(canonicalEmail(text)).toBe(canonical);
    expect(EmailAddress.parse(text)).toBe(canonical);
  });
});

describe("what is refused", () => {
  test.each([
    ["a Kelvin sign for k", "mi\u212Ae@example.com"],
    ["a dotless i", "m\u0131ke@example.com"],
    ["a dotted capital I", "m\u0130ke@example.com"],
    ["a long s", "\u017Fam@example.com"],
    ["a sharp s before the @", "stra\u00dfe@example.com"],
    ["full-width letters before the @", "\uff4dike@example.com"],
    ["a full-width @", "mike\uff20example.com"],
    ["two @", "mike@evil@example.com"],
    ["no @", "mike.example.com"],
    ["an empty local part", "@example.com"],
    ["dots in a row", "a..b@example.com"],
    ["a dot first", ".a@example.com"],
    ["an empty label", "a@example..com"],
    ["a dot last", "a@example.com."],
    ["a number for a domain", "a@127.0.0.1"],
    ["a number in disguise", "a@0x7f.1"],
    ["a domain without a dot", "a@localhost"],
    ["a port", "a@example.com:25"],
    ["a path", "a@example.com/x"],
    ["a percent escape", "a@ex%61mple.com"],
    ["a soft hyphen in the domain", "a@exam\u00adple.com"],
    ["a line feed", "a@example.com\nBcc: b@example.com"],
    ["a null character", "a\0@example.com"],
    ["a space", "a b@example.com"],
    ["a local part over 64 characters", `${"a".repeat(65)}@example.com`],
    ["more than 254 characters", `a@${"b.".repeat(130)}com`],
    ["a hyphen at a label's end", "a@example-.com"],
  ])("%s", (_title, text) => {
    expect(canonicalEmail(text)).toBeNull();
    expect(EmailAddress.safeParse(text).success).toBe(false);
  });
});
