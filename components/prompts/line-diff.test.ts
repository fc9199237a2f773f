import { describe, expect, test } from "vitest";
import { diffLines } from "./line-diff";

const signs = { same: " ", removed: "-", added: "+" };
const shown = (before: string, after: string) => diffLines(before, after).map(({ kind, text }) => signs[kind] + text);

describe("a comparison of two texts", () => {
  test("keeps what is in both, and shows what went before what came", () => {
    expect(shown("a\nb\nc\nd", "a\nx\nc\ny\nd")).toEqual([" a", "-b", "+x", " c", "+y", " d"]);
  });

  test("of equal texts shows no change", () => {
    expect(shown("a\n\nb", "a\n\nb")).toEqual([" a", " ", " b"]);
  });

  test("gives back both texts", () => {
    for (const [before, after] of [
      ["", "a"],
      ["a\na\nb", "a\nb\na"],
      ["x\ny", ""],
      ["one\ntwo\nthree\n", "zero\ntwo\n\nthree"],
    ] as const) {
      const lines = diffLines(before, after);
      const side = (kind: "removed" | "added") =>
        lines.flatMap((line) => (line.kind === "same" || line.kind === kind ? [line.text] : [])).join("\n");
      // An empty text is one empty line.
      expect([side("removed"), side("added")]).toEqual([before, after]);
    }
  });

  test("of two long texts that share nothing comes, where one that compared each line with each would take for hours", () => {
    const long = (word: string) => Array.from({ length: 100_000 }, (_, n) => `${word} ${n}`).join("\n");
    expect(diffLines(long("a"), long("b"))).toHaveLength(200_000);
  });
});
