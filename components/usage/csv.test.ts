import { describe, expect, test } from "vitest";
import { toCsv } from "./csv";

describe("toCsv", () => {
  test("ends every row with CRLF", () => {
    expect(toCsv(["a", "b"], [["x", 1]])).toBe("a,b\r\nx,1\r\n");
  });

  test("quotes commas, quotes and line breaks", () => {
    expect(toCsv(["a"], [['say "hi", you'], ["two\nlines"]])).toBe('a\r\n"say ""hi"", you"\r\n"two\nlines"\r\n');
  });

  test.each(["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "＝1"])("no spreadsheet runs %j as a formula", (text) => {
    const cell = toCsv(["a"], [[text]]).slice("a\r\n".length);
    expect(cell).toMatch(/^"?'/);
  });

  test("a formula cannot hide behind quoting", () => {
    expect(toCsv(["a"], [['=HYPERLINK("http://x","y")']])).toBe('a\r\n"\'=HYPERLINK(""http://x"",""y"")"\r\n');
  });

  test("numbers stay numbers, negative ones too", () => {
    expect(toCsv(["a"], [[-5]])).toBe("a\r\n-5\r\n");
  });
});
