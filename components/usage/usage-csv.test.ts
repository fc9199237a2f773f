import { describe, expect, test } from "vitest";
import { usageCsv, usageCsvName } from "./usage-csv";

const query = { range: "30d" } as const;
const report = {
  interval: "day" as const,
  zone: "UTC",
  from: "2026-11-22T00:00:00.000Z",
  to: "2026-11-23T00:00:00.000Z",
  latency: null,
  groups: [],
  previous: null,
  buckets: [
    {
      start: "2026-11-22T00:00:00.000Z",
      succeeded: 7,
      clientErrors: 2,
      rateLimited: 1,
      serverErrors: 0,
      latency: null,
    },
  ],
  total: 10,
  topCredentials: [],
  topEndpoints: [],
};

describe("usageCsv", () => {
  test("holds every bucket in view with the filter it was counted under", () => {
    expect(usageCsv(report, { ...query, product: "memory" }, null).split("\r\n")[1]).toBe(
      "2026-11-22T00:00:00.000Z,memory,all,all,7,2,1,0,10",
    );
  });

  test("a key that is named like a formula stays text", () => {
    const csv = usageCsv(report, { ...query, credentialId: "key_1" }, "=cmd|'/c calc'!A1");
    expect(csv).toContain(",'=cmd|'/c calc'!A1,");
  });

  test("the file name tells range, filter and day", () => {
    const at = Date.parse("2026-11-22T23:59:00.000Z");
    expect(usageCsvName({ ...query, range: "7d", product: "prompts" }, at)).toBe("usage-7d-prompts-2026-11-22.csv");
  });
});
