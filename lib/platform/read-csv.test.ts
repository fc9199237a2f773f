import { describe, expect, it } from "vitest";
import { csvLine } from "./csv";
import { readCsv } from "./read-csv";

async function rowsOf(...pieces: string[]) {
  const rows = [];
  for await (const row of readCsv(
    (async function* () {
      yield* pieces;
    })(),
  ))
    rows.push(row);
  return rows;
}

describe("a CSV file", () => {
  it("is read as it was written, with quotes, commas and line breaks inside, however it is cut", async () => {
    const cells = ["plain", 'with "quotes"', "a, b", "two\r\nlines", "", "ü😀"];
    const text = `\uFEFF${csvLine(cells)}${csvLine(["next"])}`;
    const whole = [
      { line: 1, cells, broken: false },
      { line: 3, cells: ["next"], broken: false },
    ];
    expect(await rowsOf(text)).toEqual(whole);
    expect(await rowsOf(...text)).toEqual(whole);
  });

  it("needs no line break at its end, and has lines without anything passed over", async () => {
    expect((await rowsOf("a,b\n\n\r\n1,2")).map(({ line, cells }) => [line, cells])).toEqual([
      [1, ["a", "b"]],
      [4, ["1", "2"]],
    ]);
  });

  it.each([
    ["a quote inside a cell", 'a"b,c\nok'],
    ["text after a closing quote", '"a"b,c\nok'],
  ])("tells the row that is broken by %s, and goes on", async (_, text) => {
    expect((await rowsOf(text)).map(({ broken }) => broken)).toEqual([true, false]);
  });

  it("tells a quote that is never closed, and reads no more than a row's length for it", async () => {
    expect(await rowsOf('a\n"b')).toMatchObject([{ broken: false }, { line: 2, broken: true }]);
    await expect(rowsOf(`a\n"${"x".repeat(1_000_001)}`)).rejects.toThrow("line 2");
  });
});
