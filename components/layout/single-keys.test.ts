import { expect, test } from "vitest";
import { actionOf, pagesByLetter } from "./single-keys";

const reader = { instanceAdmin: true };

test("each letter after g leads to one page, and none of them twice", () => {
  const letters = pagesByLetter(reader).map(({ letter }) => letter);
  expect(new Set(letters).size).toBe(letters.length);
  for (const { letter = "", href } of pagesByLetter(reader)) {
    expect(actionOf(letter, true, reader)).toEqual({ kind: "go", href });
  }
});

test("g alone waits for the letter, and c, / and ? act at once", () => {
  expect(["g", "c", "/", "?"].map((key) => actionOf(key, false, reader)?.kind)).toEqual([
    "wait",
    "create-key",
    "search-page",
    "show-shortcuts",
  ]);
});

test("other keys, and those that objects have as members, do nothing", () => {
  for (const key of ["k", "Enter", "toString", "constructor"]) expect(actionOf(key, false, reader)).toBeNull();
  expect(actionOf("q", true, reader)).toBeNull();
});

test("administration is reached by its letter only by those who administer", () => {
  expect(actionOf("x", true, { instanceAdmin: false })).toBeNull();
  expect(actionOf("x", true, { instanceAdmin: true })).toEqual({ kind: "go", href: "/dashboard/admin" });
});
