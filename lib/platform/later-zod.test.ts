import { expect, it, vi } from "vitest";
import { toJSONSchema, type ZodType } from "zod/v4";
import { contractTable as real } from "@/lib/contract-table";

vi.setConfig({ testTimeout: 60_000 });

/** Everything that reads `zod` from here on gets what browsers get. */
async function asInABrowser<T>(load: () => Promise<T>): Promise<T> {
  vi.resetModules();
  vi.doMock("zod", () => import("./later-zod"));
  try {
    return await load();
  } finally {
    vi.doUnmock("zod");
    // What was loaded so is for this test alone: the next module that is asked for reads zod itself.
    vi.resetModules();
  }
}

const told = (schema: ZodType) => toJSONSchema(schema, { io: "input", unrepresentable: "any" });

it("what texts and choices an address holds is told alike before zod is loaded", async () => {
  const load = async () => ({
    ...(await import("@/components/audit/audit-list")).auditFilters,
    ...(await import("@/components/alerts/alert-list")).alertFilters,
    ...(await import("@/components/memories/memory-list")).memoryFilters,
    ...(await import("@/components/usage/usage-filter")).usageFilters,
    ...(await import("@/components/mail/mail-list")).mailFilters,
    ...(await import("@/components/prompts/prompt-list")).promptFilters,
    ...(await import("@/components/api-keys/key-list")).keyFilters,
    ...(await import("@/components/oauth/app-lists")).anyAppFilters,
  });
  const ours: Record<string, ZodType> = await asInABrowser(load);
  const theirs: Record<string, ZodType> = await load();
  const values = [
    "",
    " a ",
    "x".repeat(5_000),
    "true",
    "active",
    "open",
    "all",
    "7d",
    "production",
    "prompts",
    "key_1",
  ];
  for (const [name, rule] of Object.entries(ours)) {
    for (const value of values) {
      expect([name, value, rule.safeParse(value).data]).toEqual([name, value, theirs[name]?.safeParse(value).data]);
    }
  }
  expect(Object.keys(ours).length).toBeGreaterThan(10);
});

it("every schema of every contract is the same one once zod is loaded", async () => {
  const [{ contractTable: noted }, { readySchema }] = await asInABrowser(() =>
    Promise.all([import("@/lib/contract-table"), import("./later-zod")]),
  );
  expect(noted).toHaveLength(real.length);
  for (const [place, contract] of noted.entries()) {
    for (const part of ["params", "query", "body"] as const) {
      const [schema, own] = [contract[part], real[place]?.[part]];
      expect(schema === undefined, `${contract.path} ${part}`).toBe(own === undefined);
      if (!schema || !own) continue;
      const ready = await readySchema(schema);
      expect(ready).not.toBe(schema);
      expect(told(ready), `${contract.path} ${part}`).toEqual(told(own));
    }
  }
});
