import { randomBytes, randomUUID } from "node:crypto";
import { expect } from "vitest";
import { callApi } from "./call-api";
import { dashboardHeaders } from "./dashboard-cookie";
import { factorWrites } from "./factor-writes";
import { createUser, makeInstanceAdmin, proveAddress, type TestUser } from "./factories";
import { createCustomer, openTestPortal, type TestPortal } from "./portal";
import { successfulWrites } from "./successful-writes";
import type { TestClock } from "./test-clock";

/** A request that creates. */
type Creating = { path: string; body?: unknown; headers?: Record<string, string> };

const onWebhooks = (...actions: string[]) =>
  ["/v1/webhooks", "/api/v1/webhooks"].flatMap((base) => actions.map((action) => `POST ${base}${action}`));
const repeatableWebhooks = onWebhooks("", "/{id}/rotate-secret", "/{id}/test");
const usedUpWebhooks = onWebhooks("/{id}/deliveries/{delivery_id}/redeliver", "/{id}/redeliver-failed");

/** Of every repeatable endpoint, a request that creates, by somebody for whom everything that it needs is made. */
export const creatingRequests: Readonly<Record<string, (user: TestUser) => Promise<Creating>>> = {
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
    body: { name: randomUUID(), settings: { tags: ["partner"] } },
  }),
  "POST /api/v1/customers": async (user) => {
    await makeInstanceAdmin(user);
    return { path: "/api/v1/customers", body: { external_id: randomUUID() } };
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
  "POST /portal/api/keys": async (user) => ({ path: "/portal/api/keys", body: portalKey, ...(await inPortalOf(user)) }),
  "POST /portal/api/keys/{id}/rotate": async (user) => {
    const portal = await inPortalOf(user);
    const { json } = await callApi("POST /portal/api/keys", { ...portal, body: portalKey });
    return { path: `/portal/api/keys/${json.data.id}/rotate`, body: {}, ...portal };
  },
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
    body: { product: "prompts", url: "https://hooks.example.test/", events: ["prompt.created"] },
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
  ...Object.fromEntries(
    [...repeatableWebhooks, ...usedUpWebhooks].map((endpoint): [string, ReturnType<typeof written>] => [
      endpoint,
      written(endpoint),
    ]),
  ),
};

const row = { variables: { name: "Ada" } };
const guest = () => ({ email: `${randomUUID()}@example.test`, role: "member" });
const app = { name: "App", redirect_uris: ["https://app.example.test/"], scopes: ["prompts:read"] };

const portalKey = { name: "Theirs", environment: "production", scopes: ["prompts:read"] };

const portals = new WeakMap<TestUser, Promise<TestPortal>>();

/** The headers of a customer's portal, the same one for all that a user's requests need. */
async function inPortalOf(user: TestUser): Promise<{ headers: Record<string, string> }> {
  const open = async () => {
    await makeInstanceAdmin(user);
    return openTestPortal(user, { scopes: ["prompts:read"], max_keys: 100 });
  };
  const opening = portals.get(user) ?? open();
  portals.set(user, opening);
  return { headers: (await opening).headers };
}

/** A write as it is tried of every endpoint, by whom and in the session that it needs. */
function written(endpoint: string, writes: typeof successfulWrites | typeof factorWrites = successfulWrites) {
  return async (user: TestUser): Promise<Creating> => {
    const { path, body, as } = (await writes[endpoint]?.(user)) ?? { path: "" };
    return { path, ...(body ? { body } : {}), ...(as ? { headers: as } : {}) };
  };
}

async function made(user: TestUser, path: string, body: object) {
  const answer = await callApi(`POST ${path}`, { token: user.token, body });
  expect([path, answer.text, answer.status < 300]).toEqual([path, answer.text, true]);
  return answer;
}

/** Endpoints whose request creates another thing each time that it is sent with a new key: one request of one user serves all. */
const sameRequest = new Set([
  "POST /api/v1/api-keys",
  "POST /api/v1/api-keys/create-many",
  "POST /api/v1/api-keys/{id}/credits",
  "POST /api/v1/customers/{id}/credits",
  "POST /portal/api/keys",
  "POST /portal/api/webhooks/{id}/rotate-secret",
  "POST /portal/api/webhooks/{id}/test",
  "POST /v1/datasets",
  "POST /v1/datasets/{id}/rows",
  "POST /v1/evaluations",
  "POST /api/v1/memories",
  "POST /v1/oauth-apps",
  "POST /v1/registration-tokens",
  "POST /v1/oauth-apps/registration-tokens",
  "POST /v1/prompts",
  "POST /v1/prompts/{id}/versions",
  "POST /v1/reports",
  "POST /api/user/tokens",
  ...repeatableWebhooks,
]);

/** Endpoints of which one user makes all requests, each with something of its own to name or to use up. */
const sameUser = new Set([
  "POST /api/v1/api-keys/import",
  "POST /api/v1/api-keys/{id}/rotate",
  "POST /api/v1/key-templates",
  "POST /api/v1/customers",
  "POST /api/v1/limits/{namespace}/leases",
  "POST /api/v1/limits/{namespace}/reservations",
  "POST /api/v1/meters",
  "POST /portal/api/keys/{id}/rotate",
  "POST /portal/api/webhooks/{id}/deliveries/{delivery_id}/redeliver",
  "POST /v1/oauth-apps/{client_id}/secrets",
  "POST /v1/organization/invitations",
  "POST /v1/organization/invitations/{id}/resend",
  "POST /api/dashboard/v1/organization/domains",
  ...usedUpWebhooks,
]);

/** Sends a creation, any number of times with one `Idempotency-Key`. */
export type SendCreation = () => ReturnType<typeof callApi>;

/**
 * Of an endpoint, one creation after the other. A new user makes each, unless nothing that one leaves behind concerns the
 * next: to make users and what they need takes longer than to create.
 */
export function creationsOf(endpoint: string, clock: TestClock): () => Promise<SendCreation> {
  const ask = creatingRequests[endpoint];
  if (!ask) throw new Error(`no request creates by ${endpoint}`);
  let last: { user: TestUser; request: Creating } | undefined;
  return async () => {
    const isOfLast = sameUser.has(endpoint) || sameRequest.has(endpoint);
    const user = (isOfLast && last?.user) || (await createUser({ plan: "enterprise" }));
    // A minute of its own for each: none meets the limits.
    clock.advance(60_000);
    const request = (sameRequest.has(endpoint) && last?.request) || (await ask(user));
    last = { user, request };
    const { path, body, headers = {} } = request;
    const key = randomUUID();
    const token = headers.cookie ? undefined : user.token;
    return () => callApi(`POST ${path}`, { token, body, headers: { ...headers, "idempotency-key": key } });
  };
}
