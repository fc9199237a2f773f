import { expect, it } from "vitest";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import { isVersion, rankInSql } from "./versions";

const { open } = useTestRuntime();

it.each([
  ["1.0.0", true],
  ["1.0.0-rc.1", true],
  ["v1.0.0", false],
  ["1.0", false],
  ["1.0.0-beta", false],
  ["20261127030500_health_history", false],
])("%s as a version: %s", (text, expected) => expect(isVersion(text)).toBe(expected));

it("versions follow each other by number, a release after its candidates, and what is no version before all", async () => {
  const ordered = [
    "under test",
    "0.9.10",
    "1.0.0-rc.2",
    "1.0.0-rc.10",
    "1.0.0",
    "1.0.1-rc.1",
    "1.2.0",
    "1.10.0",
    "2.0.0",
  ];
  const { rows } = await open().database.pool.query<{ version: string }>(
    `SELECT version FROM unnest($1::text[]) AS version ORDER BY ${rankInSql("version")}`,
    [[...ordered].reverse()],
  );
  expect(rows.map(({ version }) => version)).toEqual(ordered);
});
