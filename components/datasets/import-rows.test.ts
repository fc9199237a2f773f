import { describe, expect, test } from "vitest";
import { batchesOf, readCsv, readRows } from "./import-rows";

const variablesIn = (text: string) => readRows(text).rows?.map(({ variables }) => variables);

describe("a file of rows", () => {
  test("in CSV has its variables' names in the first line", () => {
    expect(variablesIn('\uFEFFname,note\r\nAda,"says ""hi"", twice"\r\n\r\nZoë,"two\nlines"\r\n')).toEqual([
      { name: "Ada", note: 'says "hi", twice' },
      { name: "Zoë", note: "two\nlines" },
    ]);
  });

  test.each([
    ["semicolons, as Excel writes where the comma is for decimals", "name;price\r\nAda;1,50\r\n"],
    ["tabs, as Excel copies cells", "name\tprice\nAda\t1,50\n"],
    ["a separator that the file names", "sep=;\r\nname;price\r\nAda;1,50\r\n"],
    ["line ends of old Macs", "name;price\rAda;1,50\r"],
    ["commas inside quotes of the first line", '"name";"price"\n"Ada";"1,50"'],
  ])("in CSV may have %s", (_, text) => {
    expect(variablesIn(text)).toEqual([{ name: "Ada", price: "1,50" }]);
  });

  test("in CSV may hold the other separators in its cells", () => {
    expect(variablesIn("name,note\nAda,a;b;c;d")).toEqual([{ name: "Ada", note: "a;b;c;d" }]);
  });

  test("in JSON is a list of rows, a list of variables, or has a list under rows", () => {
    expect(variablesIn('[{"name":"Ada","n":1}]')).toEqual([{ name: "Ada", n: 1 }]);
    expect(variablesIn('{"rows":[{"variables":{"name":"Ada"}}]}')).toEqual([{ name: "Ada" }]);
    const [row] = readRows('[{"variables":{},"expectations":[{"type":"contains","value":"x"}]}]').rows ?? [];
    expect(row?.expectations).toEqual([{ type: "contains", value: "x", case_sensitive: true }]);
  });

  test.each([
    ["", "nothing"],
    ["{", "JSON"],
    ['{"a":1}', "list"],
    ["[]", "no rows"],
    ["name", "no rows"],
    ["a,a\n1,2", "same name"],
    ["a,b\n1", "Row 1"],
    ["a b\n1", "Row 1"],
    ['[{"variables":{"a":[1]}}]', "Row 1"],
    [`a\n${"1\n".repeat(10_001)}`, "10000"],
  ])("%j is refused with the reason", (text, reason) => {
    expect(readRows(text).problem).toContain(reason);
  });
});

test("quotes in the middle of a cell are ordinary signs", () => {
  expect(readCsv('5" pipe,x')).toEqual([['5" pipe', "x"]]);
});

test("rows are sent in parts that a call takes", () => {
  const row = { variables: { a: "x" }, expectations: [] };
  expect(batchesOf(Array(2_500).fill(row)).map(({ length }) => length)).toEqual([1_000, 1_000, 500]);
  const long = { variables: { a: "x".repeat(9_000) }, expectations: [] };
  const batches = batchesOf(Array(200).fill(long));
  expect(batches.flat()).toHaveLength(200);
  for (const batch of batches) expect(JSON.stringify({ rows: batch }).length).toBeLessThan(1_048_576);
});
