import { expect, it } from "vitest";
import { secretIn } from "./pasted-secret";

const prefixes = ["hp_pat_", "hb_prod_", "hb_dev_"];
const secret = "hb_prod_abcdefABCDEF0123456789";

it("finds a secret in a text, whole or cut, with words around it or without", () => {
  expect(secretIn(secret, prefixes)).toBe(secret);
  expect(secretIn(`Authorization: Bearer ${secret}"`, prefixes)).toBe(secret);
  expect(secretIn("hp_pat_1234567", prefixes)).toBe("hp_pat_1234567");
});

it("leaves alone what lists show of a key, and names", () => {
  for (const text of ["hb_prod_abcdef", "hb_prod_abc1…9f3d", "hb_prod_", "Checkout service", "key_0123456789abcdef"]) {
    expect(secretIn(text, prefixes)).toBeNull();
  }
});
