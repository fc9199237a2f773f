import { expect, it } from "vitest";
import { secretIn } from "./pasted-secret";

const prefixes = ["hp_pat_", "hb_prod_", "hb_dev_"];
const secret = "hb_prod_abcdefABCDEF0123456789";

it("finds a secret in a text, whole or cut, with words around it or without", () => {
  expect(secretIn(secret, prefixes)).toBe(secret);
  expect(secretIn(`Authorization: Bearer ${secret}"`, prefixes)).toBe(secret);
  expect(secretIn("hp_pat_1234567", prefixes)).toBe("hp_pat_1234567");
});

it("finds an imported secret, whose form is not known, by what no word has", () => {
  const imported = "old_live-a1b2c3d4e5f6a1b2c3d4e5f6.v1";
  expect(secretIn(imported, prefixes)).toBe(imported);
  expect(secretIn(`x-api-key: "${imported}"`, prefixes)).toBe(imported);
});

it("leaves alone what lists show of a key, and names", () => {
  for (const text of [
    "hb_prod_abcdef",
    "hb_prod_abc1…9f3d",
    "hb_prod_",
    "Checkout service",
    "key_0123456789abcdef",
    "key_0123456789abcdefABCDEF01",
    "a-long-name-of-2026-for-the-backend",
  ]) {
    expect(secretIn(text, prefixes)).toBeNull();
  }
});
