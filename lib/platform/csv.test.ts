import { describe, expect, it, test } from "vitest";
import { csvLine } from "./csv";

describe("a line of CSV", () => {
  it.each(["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "\uFF1D1+1", "=cmd|' /C calc'!A0"])(
    "never begins a text cell with a formula: %j",
    (text) => {
      const line = csvLine([text]);
      expect(line.replace(/^"/, "").startsWith(`'`)).toBe(true);
    },
  );

  test("numbers stay numbers, also below zero", () => {
    expect(csvLine([-1, 0.5, true, null, "a"])).toBe("-1,0.5,true,,a\r\n");
  });

  test("quotes are doubled, and commas, quotes and line ends stay inside their cell", () => {
    expect(csvLine(['say "hi"', "a,b", "a\nb", "plain"])).toBe('"say ""hi""","a,b","a\nb",plain\r\n');
  });

  test("a formula behind a quote is defused as well", () => {
    expect(csvLine(['=HYPERLINK("http://x","y")'])).toBe('"\'=HYPERLINK(""http://x"",""y"")"\r\n');
  });
});
