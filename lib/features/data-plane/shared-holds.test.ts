import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { applyCatalogue } from "@/lib/features/catalogue/apply-catalogue";
import { countAtOnce } from "@/lib/testing/at-once";
import { createKey, createUser } from "@/lib/testing/factories";
import { clientsEach } from "@/lib/testing/leasing-process";
import { startRedisServer, type TestRedis } from "@/lib/testing/redis-server";
import { useTestRuntime } from "@/lib/testing/test-runtime";

vi.setConfig({ testTimeout: 480_000, hookTimeout: 240_000 }); // on a machine that does other things as well
const { open } = useTestRuntime();
const limit = 2 * clientsEach + 1;
let redis: TestRedis;
beforeAll(async () => {
  redis = await startRedisServer();
});
afterAll(() => redis?.stop());

it("exactly as many calls run as the plan says, of which 200 clients in each of four processes ask at once, and only those are counted", async () => {
  // The first user of a deployment is its administrator.
  const admin = await createUser();
  const windows = [{ name: "yearly", limit: 10_000, per: "365d" }];
  const document = {
    version: 1 as const,
    products: {
      renders: {
        label: "Renders",
        keys: { production: "rnd_live_" },
        scopes: [{ id: "renders:make", description: "Make them" }],
        limits: { free: { windows, concurrency: limit } },
      },
    },
  };
  await applyCatalogue(admin.principal, { document, note: "", allow_ending: false });
  const service = await createKey(admin, { name: "Gateway", scopes: ["keys:verify"] });
  const owner = await createUser();
  const { secret } = await createKey(owner, { scopes: ["renders:make"] });
  const { settings, database } = open();
  const env = { TOKEN: service.secret, KEY: secret, REDIS_URL: redis.url };
  expect(await countAtOnce("holdInProcess", settings, env)).toBe(limit);
  const { rows } = await database.pool.query(
    `SELECT (SELECT sum(slots)::int FROM limit_leases WHERE organization_id = $1) AS held,
            (SELECT sum(count)::int FROM limit_slices WHERE subject = $2) AS counted`,
    [owner.principal.organizationId, `org:${owner.principal.organizationId}`],
  );
  expect(rows).toEqual([{ held: limit, counted: limit }]);
});
