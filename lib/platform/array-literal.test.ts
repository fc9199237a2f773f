import { expect, it } from "vitest";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import { arrayLiteral } from "./array-literal";

const { open } = useTestRuntime();

it("comes back from the database as it went, whatever signs the texts hold", async () => {
  const texts = [
    "plain",
    "",
    " two words ",
    "NULL",
    "a,b",
    "{x}",
    'say "so"',
    "back\\slash",
    '\\"',
    "'; --",
    "line\nbreak\ttab",
    "ünï 😀 שלום",
  ];
  const { rows } = await open().database.pool.query<{ back: string[] }>("SELECT $1::text[] AS back", [
    arrayLiteral(texts),
  ]);
  expect(rows).toEqual([{ back: texts }]);
  const none = await open().database.pool.query<{ back: string[] }>("SELECT $1::text[] AS back", [arrayLiteral([])]);
  expect(none.rows).toEqual([{ back: [] }]);
});
