import { describe, expect, it } from "vitest";
import { wantedOf, withPasted } from "./invite-rows";

describe("pasting addresses", () => {
  it("makes a row of each, with the role of the row they were pasted into", () => {
    const rows = [{ email: "", role: "admin" as const }];
    expect(withPasted(rows, 0, "a@x.test, b@x.test;\nc@x.test", 100)).toEqual([
      { email: "a@x.test", role: "admin" },
      { email: "b@x.test", role: "admin" },
      { email: "c@x.test", role: "admin" },
    ]);
  });

  it("keeps to the most rows that one request takes", () => {
    const text = Array.from({ length: 150 }, (_, index) => `u${index}@x.test`).join("\n");
    expect(withPasted([{ email: "", role: "member" }], 0, text, 100)).toHaveLength(100);
  });
});

it("empty rows are not asked for", () => {
  const row = (email: string) => ({ email, role: "member" as const });
  expect(wantedOf([row(" a@x.test "), row("  ")])).toEqual([{ email: "a@x.test", role: "member" }]);
});
