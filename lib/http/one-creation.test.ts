import { randomBytes, randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createAccessChanges } from "@/lib/access/access-changes";
import { contractTable } from "@/lib/contract-table";
import { holdRuntime } from "@/lib/open-runtime";
import { openDatabase } from "@/lib/platform/database";
import { callApi } from "@/lib/testing/call-api";
import { dashboardHeaders } from "@/lib/testing/dashboard-cookie";
import { factorWrites } from "@/lib/testing/factor-writes";
import { createUser, makeInstanceAdmin, proveAddress, type TestUser } from "@/lib/testing/factories";
import { createCustomer } from "@/lib/testing/portal";
import { type StatementProxy, startStatementProxy } from "@/lib/testing/statement-proxy";
import { successfulWrites } from "@/lib/testing/successful-writes";
import { patientLimits, useTestRuntime } from "@/lib/testing/test-runtime";
import { endpointOf, isCreating } from "./contract";
import { sourceOf } from "./dashboard-contract";

const { clock, open } = useTestRuntime();
let proxy: StatementProxy;
/** What was logged since the last of its answers was asked for: why one is a 503. */
let logged: string[] = [];

/** What features ask of the database goes by one connection through the proxy; the gate and what runs beside go their own way. */
beforeAll(async () => {
  const { settings, database, directory, log } = open();
  proxy = await startStatementProxy(settings.databaseUrl);
  // One connection: a handler that reads beside its open transaction would wait for ever.
  const features = openDatabase(proxy.connectionString, { features: 1 }, patientLimits);
  const { commit } = createAccessChanges({
    database: features,
    connectionString: settings.databaseUrl,
    log,
    forget: directory.forget,
    forgetAll: directory.forgetAll,
  });
  holdRuntime({
    ...open(),
    log: (level, event, fields) => void logged.push(JSON.stringify({ level, event, ...fields })),
    database: { ...database, pool: features.pool, prisma: features.prisma },
    changes: { ...open().changes, commit },
  });
  afterAll(async () => {
    holdRuntime(open());
    await features.close();
    await proxy.close();
  });
});
beforeEach(() => proxy.watch(() => "pass"));

type Request = { path: string; body?: unknown; headers?: Record<string, string> };

const event = "prompt.created";
const url = "https://hooks.example.test/";

/** Of every repeatable endpoint, a request that creates, by somebody for whom everything that it needs is made. */
const requests: Record<string, (user: TestUser) => Promise<Request>> = {
  "POST /api/user/me/verify-email": async () => ({ path: "/api/user/me/verify-email" }),
  "POST /api/dashboard/plan-requests": async (user) => ({
    path: "/api/dashboard/plan-requests",
    body: { plan: "pro" },
    headers: await dashboardHeaders(user),
  }),
  "POST /api/v1/api-keys": async () => ({ path: "/api/v1/api-keys", body: { name: "Laptop" } }),
  "POST /api/v1/api-keys/create-many": async () => ({
    path: "/api/v1/api-keys/create-many",
    body: { keys: [{ name: "Laptop" }, { name: "Desktop" }] },
  }),
  "POST /api/v1/api-keys/import": async () => ({
    path: "/api/v1/api-keys/import",
    body: {
      keys: [
        {
          name: "Old",
          scopes: ["prompts:read"],
          hash: { algorithm: "sha256", value: randomBytes(32).toString("hex") },
        },
      ],
    },
  }),
  "POST /api/v1/api-keys/{id}/rotate": async (user) => {
    const { json } = await made(user, "/api/v1/api-keys", { name: "Old" });
    return { path: `/api/v1/api-keys/${json.data.id}/rotate`, body: {} };
  },
  "POST /api/v1/api-keys/{id}/credits": written("POST /api/v1/api-keys/{id}/credits"),
  "POST /api/v1/customers/{id}/credits": async (user) => {
    await makeInstanceAdmin(user);
    const { id } = await createCustomer(user, { credits: { remaining: 1 } });
    return { path: `/api/v1/customers/${id}/credits`, body: { add: 5 } };
  },
  "POST /api/v1/key-templates": async () => ({
    path: "/api/v1/key-templates",
    body: { name: "Partner", settings: { tags: ["partner"] } },
  }),
  "POST /api/v1/customers": async (user) => {
    await makeInstanceAdmin(user);
    return { path: "/api/v1/customers", body: { external_id: "user_42" } };
  },
  "POST /api/v1/limits/{namespace}/leases": async (user) => {
    await makeInstanceAdmin(user);
    const path = `/api/v1/limits/n${randomUUID()}`;
    const { status } = await callApi(`PUT ${path}`, { token: user.token, body: { windows: [], concurrency: 9 } });
    expect(status).toBe(200);
    return { path: `${path}/leases`, body: { identifier: "user_42" } };
  },
  "POST /api/v1/budgets": async (user) => {
    await makeInstanceAdmin(user);
    return {
      path: "/api/v1/budgets",
      body: { name: "all", of: "organization", product: "prompts", per: "1mo", amount: 9 },
    };
  },
  "POST /v1/organization/budgets": async () => ({
    path: "/v1/organization/budgets",
    body: { name: "all", of: "organization", product: "prompts", per: "1mo", amount: 9 },
  }),
  "POST /api/v1/limits/{namespace}/reservations": async (user) => {
    await makeInstanceAdmin(user);
    const path = `/api/v1/limits/n${randomUUID()}`;
    const windows = [{ name: "daily", limit: 9, per: "1d" }];
    expect((await callApi(`PUT ${path}`, { token: user.token, body: { windows } })).status).toBe(200);
    return { path: `${path}/reservations`, body: { identifier: "user_42", cost: 3 } };
  },
  "POST /api/v1/meters": async (user) => {
    await makeInstanceAdmin(user);
    const meter = { key: `m${randomUUID()}`, event_type: "com.example.used", aggregation: "count" };
    return { path: "/api/v1/meters", body: meter };
  },
  "POST /api/v1/management-keys": async (user) => {
    await makeInstanceAdmin(user);
    return { path: "/api/v1/management-keys", body: { name: "Backend", scopes: ["manage:keys:read"] } };
  },
  "POST /api/v1/management-keys/{id}/rotate": async (user) => {
    await makeInstanceAdmin(user);
    const body = { name: "Backend", scopes: ["manage:keys:read"] };
    const { json } = await made(user, "/api/v1/management-keys", body);
    return { path: `/api/v1/management-keys/${json.data.id}/rotate`, body: {} };
  },
  "POST /api/v1/portal/sessions": async (user) => {
    await makeInstanceAdmin(user);
    const { external_id } = await createCustomer(user);
    return { path: "/api/v1/portal/sessions", body: { external_id } };
  },
  "POST /portal/api/keys": written("POST /portal/api/keys"),
  "POST /portal/api/keys/{id}/rotate": written("POST /portal/api/keys/{id}/rotate"),
  "POST /portal/api/webhooks": written("POST /portal/api/webhooks"),
  "POST /portal/api/webhooks/{id}/rotate-secret": written("POST /portal/api/webhooks/{id}/rotate-secret"),
  "POST /portal/api/webhooks/{id}/test": written("POST /portal/api/webhooks/{id}/test"),
  "POST /portal/api/webhooks/{id}/deliveries/{delivery_id}/redeliver": written(
    "POST /portal/api/webhooks/{id}/deliveries/{delivery_id}/redeliver",
  ),
  "POST /v1/datasets": async () => ({ path: "/v1/datasets", body: { name: "Orders", rows: [row] } }),
  "POST /v1/datasets/{id}/rows": async (user) => ({
    path: `/v1/datasets/${(await made(user, "/v1/datasets", { name: "Orders" })).json.id}/rows`,
    body: { rows: [row] },
  }),
  "POST /v1/evaluations": async (user) => {
    const dataset = await made(user, "/v1/datasets", { name: "Orders", rows: [row] });
    const prompt = await made(user, "/v1/prompts", { name: "Greeting", content: "Hello" });
    return { path: "/v1/evaluations", body: { prompt_id: prompt.json.id, dataset_id: dataset.json.id } };
  },
  "POST /api/v1/memories": async () => ({ path: "/api/v1/memories", body: { content: "x", type: "episodic" } }),
  "POST /v1/oauth-apps": async () => ({ path: "/v1/oauth-apps", body: app }),
  "POST /v1/oauth-apps/{client_id}/secrets": async (user) => ({
    path: `/v1/oauth-apps/${(await made(user, "/v1/oauth-apps", app)).json.app.client_id}/secrets`,
  }),
  "POST /v1/registration-tokens": async () => ({ path: "/v1/registration-tokens" }),
  "POST /v1/oauth-apps/registration-tokens": async () => ({ path: "/v1/oauth-apps/registration-tokens" }),
  "POST /v1/organization/invitations": async (user) => {
    await proveAddress(user);
    return { path: "/v1/organization/invitations", body: { invitations: [guest(), guest()] } };
  },
  "POST /v1/organization/invitations/{id}/resend": async (user) => {
    await proveAddress(user);
    const { json } = await made(user, "/v1/organization/invitations", { invitations: [guest()] });
    return { path: `/v1/organization/invitations/${json.results[0].invitation.id}/resend`, body: {} };
  },
  "POST /api/user/organizations": async () => ({ path: "/api/user/organizations", body: { name: "Second" } }),
  "POST /v1/prompts": async () => ({ path: "/v1/prompts", body: { name: "Greeting", content: "Hello" } }),
  "POST /v1/prompts/{id}/versions": async (user) => ({
    path: `/v1/prompts/${(await made(user, "/v1/prompts", { name: "Greeting" })).json.id}/versions`,
    body: { content: "Hello" },
  }),
  "POST /v1/reports": async () => ({ path: "/v1/reports", body: { kind: "keys" } }),
  "POST /api/user/tokens": async () => ({ path: "/api/user/tokens", body: { name: "Laptop" } }),
  "POST /api/dashboard/v1/webhooks": async (user) => ({
    path: "/api/dashboard/v1/webhooks",
    body: { product: "prompts", url, events: [event] },
    headers: await dashboardHeaders(user),
  }),
  "POST /api/dashboard/account/email": async (user) => ({
    path: "/api/dashboard/account/email",
    body: { email: `${randomUUID()}@example.test` },
    headers: await dashboardHeaders(await proveAddress(user)),
  }),
  "POST /api/dashboard/account/passkeys": written("POST /api/dashboard/account/passkeys", factorWrites),
  "POST /api/dashboard/account/recovery-codes": written("POST /api/dashboard/account/recovery-codes", factorWrites),
  "POST /api/dashboard/v1/organization/domains": async (user) => ({
    path: "/api/dashboard/v1/organization/domains",
    body: { domain: `${randomUUID()}.example.test` },
    headers: await dashboardHeaders(user),
  }),
  ...webhookRequests("/v1/webhooks", { url, events: [event] }),
  ...webhookRequests("/api/v1/webhooks", { url, events: ["memory.created"] }),
};

const row = { variables: { name: "Ada" } };
const guest = () => ({ email: `${randomUUID()}@example.test`, role: "member" });
const app = { name: "App", redirect_uris: ["https://app.example.test/"], scopes: ["prompts:read"] };

/** A write as it is tried of every endpoint, by whom and in the session that it needs. */
function written(endpoint: string, writes: typeof successfulWrites | typeof factorWrites = successfulWrites) {
  return async (user: TestUser): Promise<Request> => {
    const { path, body, as } = (await writes[endpoint]?.(user)) ?? { path: "" };
    return { path, ...(body ? { body } : {}), ...(as ? { headers: as } : {}) };
  };
}

function webhookRequests(base: string, body: object) {
  const webhook = async (user: TestUser) => {
    const { json } = await made(user, base, body);
    return `${base}/${json.data?.id ?? json.id}`;
  };
  const failed = async (user: TestUser) => {
    const path = await webhook(user);
    await made(user, `${path}/test`, {});
    await open().database.prisma.webhookDelivery.updateMany({ data: { status: "failed" } });
    return path;
  };
  return {
    [`POST ${base}`]: async () => ({ path: base, body }),
    [`POST ${base}/{id}/rotate-secret`]: async (user: TestUser) => ({
      path: `${await webhook(user)}/rotate-secret`,
      body: {},
    }),
    [`POST ${base}/{id}/test`]: async (user: TestUser) => ({ path: `${await webhook(user)}/test` }),
    [`POST ${base}/{id}/deliveries/{delivery_id}/redeliver`]: async (user: TestUser) => {
      const path = await failed(user);
      const { organizationId } = user.principal;
      const { id } = await open().database.prisma.webhookDelivery.findFirstOrThrow({ where: { organizationId } });
      return { path: `${path}/deliveries/${id}/redeliver` };
    },
    [`POST ${base}/{id}/redeliver-failed`]: async (user: TestUser) => ({
      path: `${await failed(user)}/redeliver-failed`,
      body: {},
    }),
  };
}

async function made(user: TestUser, path: string, body: object) {
  const answer = await callApi(`POST ${path}`, { token: user.token, body });
  expect([path, answer.text, answer.status < 300]).toEqual([path, answer.text, true]);
  return answer;
}

/** A request of a new user, to be sent any number of times with one `Idempotency-Key`. */
async function prepared(endpoint: string) {
  const user = await createUser({ plan: "enterprise" });
  // A minute of its own for each: none meets the limits.
  clock.advance(60_000);
  const { path, body, headers = {} } = (await requests[endpoint]?.(user)) ?? { path: "" };
  const key = randomUUID();
  const token = headers.cookie ? undefined : user.token;
  return () => callApi(`POST ${path}`, { token, body, headers: { ...headers, "idempotency-key": key } });
}

/** The answer that a client comes to which sends its request again where it is told 503, as on a machine at its limits. */
async function answered(send: Awaited<ReturnType<typeof prepared>>) {
  for (let tries = 1; ; tries++) {
    const answer = await send();
    if (answer.status !== 503 || tries === 4) return answer;
  }
}

/** How many rows each table has, apart from what is counted beside the requests. */
async function rowCounts(): Promise<Record<string, number>> {
  const { pool } = open().database;
  countRows ??= (await pool.query<{ name: string }>(countedTables)).rows
    .map(({ name }) => `SELECT '${name}' AS name, count(*)::int FROM ${name}`)
    .join(" UNION ALL ");
  // Prepared once a connection: planning takes longer than counting.
  const { rows } = await pool.query<{ name: string; count: number }>({ name: "row_counts", text: countRows });
  return Object.fromEntries(rows.map(({ name, count }) => [name, count]));
}

let countRows: string | undefined;
const countedTables = `
  SELECT table_name AS name FROM information_schema.tables
   WHERE table_schema = 'public' AND table_type = 'BASE TABLE'
     AND table_name !~ '^(usage_|limit_|journal_|server_|health_|recent_|refusal_|credential_networks|_)'`;

/** Until PostgreSQL has ended the transactions whose connections were cut; a repetition before that is a 409. */
async function cutsNoticed(): Promise<void> {
  for (;;) {
    const { rows } = await open().database.pool.query(
      `SELECT FROM pg_locks JOIN pg_database d ON d.oid = database
        WHERE locktype = 'advisory' AND d.datname = current_database()`,
    );
    if (rows.length === 0) return;
  }
}

async function addedBy(work: () => Promise<void>): Promise<Record<string, number>> {
  const before = await rowCounts();
  await work();
  const after = await rowCounts();
  return Object.fromEntries(
    Object.entries(after).flatMap(([name, count]) =>
      count === before[name] ? [] : [[name, count - (before[name] ?? 0)]],
    ),
  );
}

const repeatable = contractTable.filter(
  (contract) => isCreating(contract) && contract.allow.some((caller) => caller !== "anonymous"),
);

it("every endpoint that takes an Idempotency-Key is tried here, or shares the function of one that is", () => {
  const declared = repeatable.filter((contract) => !sourceOf(contract)).map(endpointOf);
  expect(Object.keys(requests).sort()).toEqual(declared.sort());
});

// A cut at each of some thirty statements takes a slow and busy machine more than a minute.
describe.each(Object.keys(requests))("%s", { timeout: 240_000 }, (endpoint) => {
  it("creates once, with the answer in the same transaction, wherever the connection is cut", async () => {
    const statements: string[] = [];
    const send = await prepared(endpoint);
    proxy.watch((sql) => {
      statements.push(sql);
      return "pass";
    });
    logged = [];
    let answer = await send();
    const { status } = answer;
    proxy.watch(() => "pass");
    expect([answer.text, status < 300, logged]).toEqual([answer.text, true, logged]);
    expect(statements.filter((sql) => sql.startsWith("BEGIN"))).toHaveLength(1);
    expect(statements.at(-2)).toContain("INSERT INTO idempotent_answers");
    expect(statements.at(-1)).toBe("COMMIT");

    // The last one is answered twice: once never done, once done and not told.
    let expected: Record<string, number> | null = null;
    for (let cutAt = 0; cutAt <= statements.length + 1; cutAt++) {
      const again = await prepared(endpoint);
      const losing = cutAt > statements.length;
      const place = losing ? statements.length : cutAt;
      const added = await addedBy(async () => {
        let seen = 0;
        logged = [];
        proxy.watch(() => {
          seen += 1;
          if (seen !== place) return "pass";
          return losing ? "lose-answer" : "cut";
        });
        answer = await again();
        proxy.watch(() => "pass");
        const where = `${cutAt}: ${statements[place - 1]}`;
        expect([where, answer.status, seen >= place, logged]).toEqual([
          where,
          place === 0 ? status : 503,
          true,
          logged,
        ]);
        logged = [];
        await cutsNoticed();
        const retried = await answered(again);
        const isReplayed = retried.headers.get("idempotent-replayed");
        expect([where, retried.text, retried.status, isReplayed, logged]).toEqual([
          where,
          retried.text,
          status,
          place === 0 || losing ? "true" : null,
          logged,
        ]);
        const repeated = await again();
        expect([where, repeated.text, repeated.headers.get("idempotent-replayed")]).toEqual([
          where,
          retried.text,
          "true",
        ]);
      });
      expected ??= added;
      expect([cutAt, added]).toEqual([cutAt, expected]);
    }
  });
});
