import { describe, expect, it } from "vitest";
import { wantedOf, withPasted } from "./invite-rows";

const ids = (start = 10) => {
  let next = start;
  return () => next++;
};

describe("pasting addresses", () => {
  it("makes a row of each, with the role of the row they were pasted into", () => {
    const rows = [{ id: 1, email: "", role: "admin" as const }];
    expect(withPasted(rows, 1, "a@x.test, b@x.test;\nc@x.test", ids(), 100)).toEqual([
      { id: 10, email: "a@x.test", role: "admin" },
      { id: 11, email: "b@x.test", role: "admin" },
      { id: 12, email: "c@x.test", role: "admin" },
    ]);
  });

  it("keeps to the most rows that one request takes", () => {
    const text = Array.from({ length: 150 }, (_, index) => `u${index}@x.test`).join("\n");
    expect(withPasted([{ id: 1, email: "", role: "member" }], 1, text, ids(), 100)).toHaveLength(100);
  });
});

it("empty rows are not asked for", () => {
  const row = (email: string) => ({ id: 1, email, role: "member" as const });
  expect(wantedOf([row(" a@x.test "), row("  ")])).toEqual([{ email: "a@x.test", role: "member" }]);
});
