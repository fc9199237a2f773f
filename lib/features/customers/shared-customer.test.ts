import { afterAll, beforeAll, expect, it, vi } from "vitest";
import type { CatalogueDocument } from "@/lib/access/catalogue-document";
import { runtime } from "@/lib/access/runtime";
import { createManagementKey } from "@/lib/features/api-keys/management-keys";
import { applyCatalogue } from "@/lib/features/catalogue/apply-catalogue";
import { bucketsOf } from "@/lib/http/request-buckets";
import type { OpenRuntime } from "@/lib/open-runtime";
import { callApi } from "@/lib/testing/call-api";
import { type CountingProcess, launchCountingProcess } from "@/lib/testing/counting-processes";
import { createUser } from "@/lib/testing/factories";
import { startOidcIssuer } from "@/lib/testing/oidc-issuer";
import { startRedisServer, type TestRedis } from "@/lib/testing/redis-server";
import { openInPlace, useTestRuntime } from "@/lib/testing/test-runtime";

/** Four real processes on one PostgreSQL and one Redis, each asked with every credential of one customer. */
vi.setConfig({ testTimeout: 240_000 }); // on a machine that does other things as well
const { clock, open } = useTestRuntime();
const issuer = await startOidcIssuer({ now: () => clock.now() });
const processes: CountingProcess[] = [];
let redis: TestRedis;
let serving: OpenRuntime | undefined;

const wide = { per_minute: 1_000_000, burst: 1_000_000 };
const document: CatalogueDocument = {
  version: 1,
  products: {
    images: {
      label: "Images",
      keys: { production: "img_live_" },
      scopes: [{ id: "images:read", description: "See them" }],
      limits: { free: wide },
    },
  },
};

beforeAll(async () => {
  redis = await startRedisServer();
  const launch = () => launchCountingProcess(open().settings, { REDIS_URL: redis.url });
  processes.push(...(await Promise.all([launch(), launch(), launch(), launch()])));
}, 240_000);
afterAll(async () => {
  await Promise.all(processes.map((one) => one.end("SIGKILL")));
  await redis?.stop();
  await serving?.close();
  await issuer.stop();
});

it("lets exactly a customer's limit through on four processes, by two keys, an issuer's token and a member together", async () => {
  const admin = await createUser({ plan: "enterprise" });
  const { organizationId } = admin.principal;
  await applyCatalogue(admin.principal, { document, note: "", allow_ending: false });
  const customers = { organizationId, scopes: ["images:read"] };
  const trusted = { issuer: issuer.issuer, audience: null, jwksUri: null, createsUsers: false, customers };
  serving = await openInPlace(open(), { trustedIssuers: [trusted] });
  const scopes = ["manage:customers:write", "manage:keys:write"];
  const { key: token } = await createManagementKey(admin.principal, { name: "Backend", scopes });
  const limits = { images: { ...wide, per_month: 150 } };
  const made = await callApi("POST /api/v1/customers", { token, body: { external_id: "user_42", limits } });
  const { id } = made.json.data;
  const keyOf = async () => {
    const body = { name: "CI", scopes: ["images:read"], customer_id: id };
    return (await callApi("POST /api/v1/api-keys", { token, body })).json.key;
  };
  expect((await callApi(`PUT /api/v1/customers/${id}/members/${admin.id}`, { token })).status).toBe(200);
  const credentials = [await keyOf(), await keyOf(), issuer.token("user_42"), admin.token];
  const buckets = await Promise.all(
    credentials.map(async (credential) => {
      const check = await runtime().directory.checkBearer(credential);
      if (!check.ok) throw new Error(`a credential of the customer is ${check.reason}`);
      return bucketsOf("images", check.record, null);
    }),
  );
  const clients = processes.flatMap((one) => buckets.map((own) => ({ one, own })));
  const answers = await Promise.all(
    clients.map(async ({ one, own }) => {
      const statuses: number[] = [];
      for (let n = 0; n < 30; n += 1) statuses.push((await one.ask({ buckets: own, cost: 1 })).status);
      return statuses;
    }),
  );
  const passed = answers.map((statuses) => statuses.filter((status) => status === 200).length);
  expect(passed.reduce((sum, count) => sum + count, 0)).toBe(150);
  expect(answers.flat().filter((status) => status === 429)).toHaveLength(clients.length * 30 - 150);
});
