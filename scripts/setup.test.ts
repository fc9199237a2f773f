import { describe, expect, test } from "vitest";
import { isSameSet } from "./setup.mjs";

describe("isSameSet", () => {
  const locked = {
    "": { version: "0.1.0" },
    "node_modules/a": { version: "1.0.0" },
    "node_modules/b-darwin": { version: "1.0.0", optional: true },
  };
  const a = { "node_modules/a": { version: "1.0.0" } };

  test("takes an installation without other platforms' packages", () => {
    expect(isSameSet(locked, a)).toBe(true);
    expect(isSameSet(locked, { ...a, "node_modules/b-darwin": { version: "1.0.0" } })).toBe(true);
  });

  test.each([
    ["lacks a package", {}],
    ["has another version", { "node_modules/a": { version: "1.0.1" } }],
    ["has another version of an optional package", { ...a, "node_modules/b-darwin": { version: "2.0.0" } }],
    ["has a package that is no longer wanted", { ...a, "node_modules/c": { version: "1.0.0" } }],
  ])("refuses one that %s", (_, installed) => {
    expect(isSameSet(locked, installed)).toBe(false);
  });
});
