import { randomBytes, randomUUID } from "node:crypto";
import { runtime } from "@/lib/access/runtime";
import { askEmailChange } from "@/lib/features/accounts/recovery/change-email";
import { confirmEmailChange } from "@/lib/features/accounts/recovery/confirm-email-change";
import { makeResetLink } from "@/lib/features/accounts/recovery/reset-link";
import { notMeLink } from "@/lib/features/accounts/sessions/not-me";
import { grantConsent } from "@/lib/features/oauth/decide";
import { callApi, type Json } from "./call-api";
import { mailedToken } from "./email-changes";
import { factorWrites } from "./factor-writes";
import { createUser, makeInstanceAdmin, proveAddress, type TestUser, testPassword } from "./factories";
import { oauthWrites } from "./oauth-writes";
import { createCustomer, createPortalLink, openTestEmbed, openTestPortal } from "./portal";
import { inviteLink, join } from "./team";

/**
 * A request that a write fulfils, by another user than the one given where it names one, and for which organization.
 * `as` is what a page sends along that began it.
 */
export type Write = {
  path: string;
  body?: object;
  form?: Readonly<Record<string, string>>;
  by?: TestUser;
  actsFor?: string;
  as?: Readonly<Record<string, string>>;
  /** What a component in the company's page sends along for the same customer. */
  embedded?: () => Promise<Readonly<Record<string, string>>>;
};

const newPassword = "another horse battery staple";
const url = "https://hooks.example.test/";
const row = { variables: { name: "Ada" } };
const app = { name: "App", redirect_uris: ["https://app.example.test/"], scopes: ["prompts:read"] };
const guest = () => ({ email: `${randomUUID()}@example.test`, role: "member" });
const registration = () => ({ email: `${randomUUID()}@example.test`, password: testPassword });

/** Sends what has to be there before. */
async function made({ token }: TestUser, target: string, body?: object): Promise<Json> {
  const { status, json, text } = await callApi(target, { token, ...(body ? { body } : {}) });
  if (status >= 300) throw new Error(`${target}: ${status} ${text}`);
  return json;
}

const plain = (path: string, body?: object) => async (): Promise<Write> => ({ path, ...(body ? { body } : {}) });

async function resetTokenOf(user: TestUser): Promise<string> {
  const { prisma } = runtime().database;
  const { url } = await prisma.$transaction((tx) =>
    makeResetLink(tx, user, { client: null, actorId: null, mailed: true }),
  );
  return new URL(url).hash.slice("#token=".length);
}

export const keyOf = async (user: TestUser) => (await made(user, "POST /api/v1/api-keys", { name: "Key" })).data.id;
const rotatedKeyOf = async (user: TestUser) => {
  const id = await keyOf(user);
  await made(user, `POST /api/v1/api-keys/${id}/rotate`, { grace_period_seconds: 3_600 });
  return id;
};
export const promptOf = async (user: TestUser) =>
  (await made(user, "POST /v1/prompts", { name: "Greeting", content: "Hello" })).id;
export const datasetOf = async (user: TestUser) =>
  (await made(user, "POST /v1/datasets", { name: "Orders", rows: [row] })).id;
export const memoryOf = async (user: TestUser) =>
  (await made(user, "POST /api/v1/memories", { content: "Ada likes tea" })).data.id;
export const tokenOf = async (user: TestUser) =>
  (await made(user, "POST /api/user/tokens", { name: "Token" })).token_id;
export const appOf = async (user: TestUser) => (await made(user, "POST /v1/oauth-apps", app)).app.client_id;
const subjectsOf = async (user: TestUser) => ({ prompt_id: await promptOf(user), dataset_id: await datasetOf(user) });
export const evaluationOf = async (user: TestUser) =>
  (await made(user, "POST /v1/evaluations", await subjectsOf(user))).id;
export const reportOf = async (user: TestUser) => (await made(user, "POST /v1/reports", { kind: "keys" })).id;

const managementKey = { name: "Backend", scopes: ["manage:keys:read"] };
export const managementKeyOf = async (admin: TestUser) =>
  (await made(admin, "POST /api/v1/management-keys", managementKey)).data.id;

const template = { name: "Partner", settings: { scopes: ["prompts:read"] } };
export const templateOf = async (user: TestUser) => (await made(user, "POST /api/v1/key-templates", template)).data.id;

export const customerOf = async (admin: TestUser) =>
  (await made(admin, "POST /api/v1/customers", { external_id: randomUUID() })).data.id;

const namespace = { windows: [{ name: "daily", limit: 10, per: "1d" }], concurrency: 5 };
export async function namespaceOf(admin: TestUser): Promise<string> {
  const name = `n${randomUUID()}`;
  await made(admin, `PUT /api/v1/limits/${name}`, namespace);
  return name;
}
const onNamespace = (action = "", body?: object) => asAdmin(on(namespaceOf, "/api/v1/limits", action, body));

const onLease = (action = "", body?: object) =>
  asAdmin(async (admin) => {
    const path = `/api/v1/limits/${await namespaceOf(admin)}`;
    const { lease } = (await made(admin, `POST ${path}/leases`, { identifier: "user_42" })).data;
    return { path: `${path}/leases/${lease.id}${action}`, ...(body ? { body } : {}) };
  });

/** A call that is held of the calls at once that an organization's own limits allow. */
const onHold = (action = "", body?: object) =>
  asAdmin(async (admin) => {
    const limits = { prompts: { perMinute: 60, burst: 10, concurrency: 5 } };
    await made(admin, `PATCH /api/v1/admin/organizations/${admin.principal.organizationId}`, { limits });
    const { key } = await made(admin, "POST /api/v1/api-keys", { name: "Key", scopes: ["prompts:read"] });
    const { hold } = (await made(admin, "POST /api/v1/keys/verify", { key, hold: { ttl_seconds: 600 } })).data;
    return { path: `/api/v1/keys/holds/${hold.id}${action}`, ...(body ? { body } : {}) };
  });

const onReservation = (action = "", body?: object) =>
  asAdmin(async (admin) => {
    const path = `/api/v1/limits/${await namespaceOf(admin)}`;
    const { reservation } = (await made(admin, `POST ${path}/reservations`, { identifier: "user_42" })).data;
    return { path: `${path}/reservations/${reservation.id}${action}`, ...(body ? { body } : {}) };
  });

const meter = { key: "tokens", event_type: "com.example.tokens_used", aggregation: "count", product: "prompts" };
export async function meterOf(admin: TestUser): Promise<string> {
  const key = `m${randomUUID()}`;
  await made(admin, "POST /api/v1/meters", { ...meter, key });
  return key;
}
const onMeter = (body?: object) => asAdmin(on(meterOf, "/api/v1/meters", "", body));
const budget = { name: "all", of: "organization", product: "prompts", per: "1mo", amount: 1_000 };
const ownBudgets = "/v1/organization/budgets";
export const ownBudgetOf = async (user: TestUser) => (await made(user, `POST ${ownBudgets}`, budget)).id;
export const budgetOf = async (admin: TestUser) => (await made(admin, "POST /api/v1/budgets", budget)).data.id;

const onKey = (action = "", body?: object) => on(keyOf, "/api/v1/api-keys", action, body);
const onPrompt = (action = "", body?: object) => on(promptOf, "/v1/prompts", action, body);
const onDataset = (action = "", body?: object) => on(datasetOf, "/v1/datasets", action, body);
const onMemory = (body?: object) => on(memoryOf, "/api/v1/memories", "", body);
const onApp = (action = "", body?: object) => on(appOf, "/v1/oauth-apps", action, body);

function on(make: (user: TestUser) => Promise<string>, base: string, action: string, body?: object) {
  return async (user: TestUser): Promise<Write> => ({
    path: `${base}/${await make(user)}${action}`,
    ...(body ? { body } : {}),
  });
}

const nowhere = { address: null, userAgent: null };

/** The token that proves a new address, which its user has asked for. */
async function newAddressToken({ principal }: TestUser, email: string): Promise<string> {
  await askEmailChange(principal, { email }, nowhere);
  return mailedToken(email);
}

const domainsPath = "/api/dashboard/v1/organization/domains";

/** A domain that is proved. */
async function domainOf({ principal: { organizationId } }: TestUser): Promise<string> {
  const id = `dom_${randomUUID()}`;
  const row = { id, organizationId, domain: `${randomUUID()}.test`, challenge: "challenge", verifiedAt: new Date() };
  await runtime().database.prisma.organizationDomain.create({ data: row });
  return id;
}

/** By an administrator of the deployment, on what somebody else has. */
function asAdmin(write: (admin: TestUser) => Promise<Write>) {
  return async (): Promise<Write> => {
    const by = await createUser({ plan: "enterprise" });
    await makeInstanceAdmin(by);
    return { ...(await write(by)), by };
  };
}

export async function mailOf(user: TestUser): Promise<string> {
  await made(user, "POST /api/user/me/verify-email");
  return (await runtime().database.prisma.mail.findFirstOrThrow({ where: { recipient: user.email } })).id;
}

const onSomebody = (action: string) =>
  asAdmin(async () => ({ path: `/api/v1/admin/users/${(await createUser()).id}${action}` }));

const onMember = (body?: object) => async (user: TestUser) => ({
  path: `/v1/organization/members/${(await join(user, "member")).id}`,
  ...(body ? { body } : {}),
});

async function invitationOf(user: TestUser): Promise<string> {
  await proveAddress(user);
  const { results } = await made(user, "POST /v1/organization/invitations", { invitations: [guest()] });
  return results[0].invitation.id;
}

async function registrationTokenOf(user: TestUser): Promise<string> {
  await made(user, "POST /v1/registration-tokens");
  return (await made(user, "GET /v1/registration-tokens")).data[0].id;
}

type WebhookBase = "/v1/webhooks" | "/api/v1/webhooks";

async function webhookOf(user: TestUser, base: WebhookBase): Promise<string> {
  const event = base === "/v1/webhooks" ? "prompt.created" : "memory.created";
  const json = await made(user, `POST ${base}`, { url, events: [event] });
  return json.data?.id ?? json.id;
}

/** An endpoint, and a delivery to it that failed. */
export async function deliveryOf(user: TestUser, base: WebhookBase): Promise<{ endpointId: string; id: string }> {
  const endpointId = await webhookOf(user, base);
  await made(user, `POST ${base}/${endpointId}/test`);
  const { prisma } = runtime().database;
  await prisma.webhookDelivery.updateMany({ where: { endpointId }, data: { status: "failed" } });
  const { id } = await prisma.webhookDelivery.findFirstOrThrow({ where: { endpointId } });
  return { endpointId, id };
}

function webhookWrites(base: WebhookBase, event: string) {
  const webhook = async (user: TestUser) => `${base}/${await webhookOf(user, base)}`;
  return {
    [`POST ${base}`]: plain(base, { url, events: [event] }),
    [`PATCH ${base}/{id}`]: async (user: TestUser) => ({ path: await webhook(user), body: { description: "Other" } }),
    [`DELETE ${base}/{id}`]: async (user: TestUser) => ({ path: await webhook(user) }),
    [`POST ${base}/{id}/rotate-secret`]: async (user: TestUser) => ({
      path: `${await webhook(user)}/rotate-secret`,
      body: {},
    }),
    [`POST ${base}/{id}/test`]: async (user: TestUser) => ({ path: `${await webhook(user)}/test` }),
    [`POST ${base}/{id}/deliveries/{delivery_id}/redeliver`]: async (user: TestUser) => {
      const { endpointId, id } = await deliveryOf(user, base);
      return { path: `${base}/${endpointId}/deliveries/${id}/redeliver` };
    },
    [`POST ${base}/{id}/redeliver-failed`]: async (user: TestUser) => ({
      path: `${base}/${(await deliveryOf(user, base)).endpointId}/redeliver-failed`,
      body: {},
    }),
  };
}

const dashboardHook = { product: "prompts", url, events: ["prompt.created"] };

const portalLinkOf = async (admin: TestUser) =>
  createPortalLink(admin.token, { external_id: (await createCustomer(admin)).external_id });
const portalKey = { name: "Theirs", environment: "production", scopes: ["prompts:read"] };

const inPageOf = (admin: TestUser, customer: Json) => async () =>
  (await openTestEmbed(admin, { customer, scopes: ["prompts:read"] })).headers;

/** In the portal of a customer, on a key that was made there where the path is below one. */
const inPortal = (path: string, body?: object) =>
  asAdmin(async (admin) => {
    const { customer, headers } = await openTestPortal(admin, { scopes: ["prompts:read"] });
    const named = { path, as: headers, embedded: inPageOf(admin, customer), ...(body ? { body } : {}) };
    if (!path.includes("{id}")) return named;
    const { json } = await callApi("POST /portal/api/keys", { headers, body: portalKey });
    return { ...named, path: path.replace("{id}", json.data.id) };
  });

const portalWebhook = { url: "https://hooks.example.test/latchkey", events: ["key.revoked"] };

/** In the portal of a customer, on an endpoint that was made there, and its failed delivery where the path is below one. */
const onPortalWebhook = (action = "", body?: object) =>
  asAdmin(async (admin) => {
    const { customer, headers } = await openTestPortal(admin);
    const { json } = await callApi("POST /portal/api/webhooks", { headers, body: portalWebhook });
    const path = `/portal/api/webhooks/${json.id}`;
    const embedded = inPageOf(admin, customer);
    const named = { path: `${path}${action}`, as: headers, embedded, ...(body ? { body } : {}) };
    if (!action.includes("{delivery_id}")) return named;
    const sent = await callApi(`POST ${path}/test`, { headers });
    return { ...named, path: named.path.replace("{delivery_id}", sent.json.id) };
  });

/** For each endpoint that writes, a request that it fulfils, by somebody for whom everything that it needs is made. */
export const successfulWrites: Readonly<Record<string, (user: TestUser) => Promise<Write>>> = {
  "POST /api/auth/register": async () => ({ path: "/api/auth/register", body: registration() }),
  "POST /api/auth/login": async ({ email }) => ({ path: "/api/auth/login", body: { email, password: testPassword } }),
  "POST /api/auth/forgot-password": async ({ email }) => ({ path: "/api/auth/forgot-password", body: { email } }),
  "POST /api/auth/reset-password": async (user) => ({
    path: "/api/auth/reset-password",
    body: { token: await resetTokenOf(user), new_password: newPassword },
  }),
  "POST /api/dashboard/reset-link": async (user) => ({
    path: "/api/dashboard/reset-link",
    body: { token: await resetTokenOf(user) },
  }),
  "POST /api/auth/undo-email-change": async (user) => {
    await proveAddress(user);
    const token = await newAddressToken(user, guest().email);
    await confirmEmailChange(user.principal, { token }, nowhere);
    return { path: "/api/auth/undo-email-change", body: { token: await mailedToken(user.email) } };
  },
  "POST /api/dashboard/account/email": async (user) => {
    await proveAddress(user);
    return { path: "/api/dashboard/account/email", body: { email: guest().email } };
  },
  "POST /api/dashboard/account/email/confirm": async (user) => {
    await proveAddress(user);
    const token = await newAddressToken(user, guest().email);
    return { path: "/api/dashboard/account/email/confirm", body: { token } };
  },
  "POST /api/auth/logout": plain("/api/auth/logout"),
  "POST /api/v1/auth/register": async () => ({ path: "/api/v1/auth/register", body: registration() }),
  "POST /api/v1/auth/login": async ({ email }) => ({
    path: "/api/v1/auth/login",
    body: { email, password: testPassword },
  }),
  "PUT /api/v1/users/me/password": plain("/api/v1/users/me/password", {
    current_password: testPassword,
    new_password: newPassword,
  }),
  "DELETE /api/user/me": plain("/api/user/me", { password: testPassword }),
  "POST /api/user/me/verify-email": plain("/api/user/me/verify-email"),
  "POST /api/user/me/verify-email/confirm": async (user) => {
    await made(user, "POST /api/user/me/verify-email");
    return { path: "/api/user/me/verify-email/confirm", body: { token: await mailedToken(user.email) } };
  },
  "POST /api/dashboard/account": async () => ({ path: "/api/dashboard/account", body: registration() }),
  "PATCH /api/dashboard/account": plain("/api/dashboard/account", { name: "Ada" }),
  "PUT /api/dashboard/account/password": plain("/api/dashboard/account/password", {
    current_password: testPassword,
    new_password: newPassword,
  }),
  "DELETE /api/dashboard/account": plain("/api/dashboard/account"),
  "POST /api/auth/not-me": async (user) => {
    const link = await runtime().database.prisma.$transaction((tx) => notMeLink(tx, user, {}));
    return { path: "/api/auth/not-me", body: { token: link.split("=")[1] } };
  },
  "POST /api/dashboard/confirm/passkey": plain("/api/dashboard/confirm/passkey"),
  "POST /api/dashboard/confirm": plain("/api/dashboard/confirm", { password: testPassword }),
  "DELETE /api/dashboard/sessions": plain("/api/dashboard/sessions"),
  "DELETE /api/dashboard/sessions/{id}": async (user) => ({
    path: `/api/dashboard/sessions/${user.principal.credentialId}`,
  }),
  "POST /api/dashboard/plan-requests": plain("/api/dashboard/plan-requests", { plan: "business" }),
  "POST /api/dashboard/events/export": plain("/api/dashboard/events/export", { type: "plan.changed" }),
  "POST /api/dashboard/v1/webhooks": plain("/api/dashboard/v1/webhooks", dashboardHook),
  "PATCH /api/dashboard/v1/webhooks/{id}": async (user) => {
    const { id } = await made(user, "POST /v1/webhooks", { url, events: ["prompt.created"] });
    return { path: `/api/dashboard/v1/webhooks/${id}`, body: { description: "Other" } };
  },
  // Answered alike however often it is sent: what it changes is another test's.
  "PUT /api/v1/catalogue": asAdmin(async () => ({ path: "/api/v1/catalogue", body: { document: {} } })),
  "POST /api/v1/catalogue/plan": asAdmin(async () => ({ path: "/api/v1/catalogue/plan", body: { document: {} } })),
  "POST /api/v1/key-templates": async () => ({ path: "/api/v1/key-templates", body: template }),
  "PATCH /api/v1/key-templates/{id}": async (user) => ({
    path: `/api/v1/key-templates/${await templateOf(user)}`,
    body: { name: "Partners" },
  }),
  "DELETE /api/v1/key-templates/{id}": async (user) => ({ path: `/api/v1/key-templates/${await templateOf(user)}` }),
  "POST /api/v1/customers": asAdmin(async () => ({ path: "/api/v1/customers", body: { external_id: "user_42" } })),
  "POST /api/v1/customers/{id}/credits": asAdmin(async (admin) => {
    const id = await customerOf(admin);
    await made(admin, `PATCH /api/v1/customers/${id}`, { credits: { remaining: 1 } });
    return { path: `/api/v1/customers/${id}/credits`, body: { add: 5 } };
  }),
  "PATCH /api/v1/customers/{id}": asAdmin(async (admin) => ({
    path: `/api/v1/customers/${await customerOf(admin)}`,
    body: { name: "Ada" },
  })),
  "DELETE /api/v1/customers/{id}": asAdmin(async (admin) => ({ path: `/api/v1/customers/${await customerOf(admin)}` })),
  "PUT /api/v1/customers/{id}/members/{user_id}": asAdmin(async (admin) => ({
    path: `/api/v1/customers/${await customerOf(admin)}/members/${admin.id}`,
  })),
  "DELETE /api/v1/customers/{id}/members/{user_id}": asAdmin(async (admin) => {
    const path = `/api/v1/customers/${await customerOf(admin)}/members/${admin.id}`;
    await made(admin, `PUT ${path}`);
    return { path };
  }),
  "POST /api/v1/portal/sessions": asAdmin(async (admin) => ({
    path: "/api/v1/portal/sessions",
    body: { external_id: (await createCustomer(admin, { external_id: "user_42" })).external_id },
  })),
  "DELETE /api/v1/portal/sessions/{id}": asAdmin(async (admin) => ({
    path: `/api/v1/portal/sessions/${(await portalLinkOf(admin)).id}`,
  })),
  "POST /portal/api/session": asAdmin(async (admin) => ({
    path: "/portal/api/session",
    body: { token: new URL((await portalLinkOf(admin)).url).hash.slice("#token=".length) },
  })),
  "DELETE /api/v1/customers/{id}/webhooks/{webhook_id}": asAdmin(async (admin) => {
    const { customer, headers } = await openTestPortal(admin);
    const { json } = await callApi("POST /portal/api/webhooks", { headers, body: portalWebhook });
    return { path: `/api/v1/customers/${customer.id}/webhooks/${json.id}` };
  }),
  "DELETE /portal/api/session": inPortal("/portal/api/session"),
  "POST /portal/api/keys": inPortal("/portal/api/keys", portalKey),
  "POST /portal/api/keys/{id}/rotate": inPortal("/portal/api/keys/{id}/rotate", {}),
  "DELETE /portal/api/keys/{id}": inPortal("/portal/api/keys/{id}"),
  "POST /portal/api/webhooks": inPortal("/portal/api/webhooks", portalWebhook),
  "PATCH /portal/api/webhooks/{id}": onPortalWebhook("", { description: "Billing" }),
  "DELETE /portal/api/webhooks/{id}": onPortalWebhook(),
  "POST /portal/api/webhooks/{id}/rotate-secret": onPortalWebhook("/rotate-secret", {}),
  "POST /portal/api/webhooks/{id}/test": onPortalWebhook("/test"),
  "POST /portal/api/webhooks/{id}/deliveries/{delivery_id}/redeliver": onPortalWebhook(
    "/deliveries/{delivery_id}/redeliver",
  ),
  "PUT /api/v1/limits/{namespace}": onNamespace("", namespace),
  "DELETE /api/v1/limits/{namespace}": onNamespace(),
  "POST /api/v1/limits/{namespace}/take": onNamespace("/take", { identifier: "user_42" }),
  "POST /api/v1/limits/{namespace}/peek": onNamespace("/peek", { identifier: "user_42" }),
  "POST /api/v1/limits/{namespace}/reset": onNamespace("/reset", { identifier: "user_42" }),
  "POST /api/v1/limits/{namespace}/leases": onNamespace("/leases", { identifier: "user_42" }),
  "POST /api/v1/limits/{namespace}/leases/{id}/renew": onLease("/renew", { ttl_seconds: 60 }),
  "DELETE /api/v1/limits/{namespace}/leases/{id}": onLease(),
  "POST /api/v1/budgets": asAdmin(async () => ({ path: "/api/v1/budgets", body: budget })),
  "PATCH /api/v1/budgets/{id}": asAdmin(on(budgetOf, "/api/v1/budgets", "", { amount: 2_000 })),
  "DELETE /api/v1/budgets/{id}": asAdmin(on(budgetOf, "/api/v1/budgets", "")),
  "POST /api/v1/limits/{namespace}/reservations": onNamespace("/reservations", { identifier: "user_42", cost: 3 }),
  "POST /api/v1/limits/{namespace}/reservations/{id}/settle": onReservation("/settle", { cost: 0 }),
  "DELETE /api/v1/limits/{namespace}/reservations/{id}": onReservation(),
  "POST /api/v1/meters": asAdmin(async () => ({ path: "/api/v1/meters", body: { ...meter, key: `m${randomUUID()}` } })),
  "PATCH /api/v1/meters/{key}": onMeter({ name: "Tokens" }),
  "DELETE /api/v1/meters/{key}": onMeter(),
  "POST /api/v1/usage": asAdmin(async (admin) => {
    const external_id = randomUUID();
    await made(admin, "POST /api/v1/customers", { external_id });
    const named = { specversion: "1.0", id: randomUUID(), source: "/images" };
    return { path: "/api/v1/usage", body: { ...named, type: meter.event_type, subject: external_id } };
  }),
  "POST /api/v1/management-keys": asAdmin(async () => ({ path: "/api/v1/management-keys", body: managementKey })),
  "POST /api/v1/management-keys/{id}/rotate": asAdmin(async (admin) => ({
    path: `/api/v1/management-keys/${await managementKeyOf(admin)}/rotate`,
    body: {},
  })),
  "DELETE /api/v1/management-keys/{id}": asAdmin(async (admin) => ({
    path: `/api/v1/management-keys/${await managementKeyOf(admin)}`,
  })),
  "PATCH /api/v1/admin/organizations/{id}": asAdmin(async () => ({
    path: `/api/v1/admin/organizations/${(await createUser()).principal.organizationId}`,
    body: { plan: "pro" },
  })),
  "PATCH /api/v1/admin/users/{id}": asAdmin(async () => ({
    path: `/api/v1/admin/users/${(await createUser()).id}`,
    body: { instance_admin: true },
  })),
  "DELETE /api/v1/admin/users/{id}": onSomebody(""),
  "POST /api/v1/admin/users/{id}/suspend": onSomebody("/suspend"),
  "POST /api/v1/admin/users/{id}/reactivate": onSomebody("/reactivate"),
  "POST /api/v1/admin/users/{id}/require-password-reset": onSomebody("/require-password-reset"),
  "DELETE /api/v1/admin/users/{id}/sessions": onSomebody("/sessions"),
  "DELETE /api/v1/admin/users/{id}/sessions/{session_id}": asAdmin(async () => {
    const { id, principal } = await createUser();
    return { path: `/api/v1/admin/users/${id}/sessions/${principal.credentialId}` };
  }),
  "POST /api/v1/admin/mails/{id}/reveal": asAdmin(async () => ({
    path: `/api/v1/admin/mails/${await mailOf(await createUser())}/reveal`,
  })),
  "PATCH /api/v1/admin/oauth-apps/{client_id}": asAdmin(async (admin) => ({
    path: `/api/v1/admin/oauth-apps/${await appOf(admin)}`,
    body: { verified: true },
  })),
  "POST /v1/alerts/{id}/acknowledge": async ({ principal: { organizationId } }) => {
    const id = `alert_${randomUUID()}`;
    const about = { kind: "new_network", credentialId: "key_gone", day: 20_000, details: {} } as const;
    await runtime().database.prisma.alert.create({
      data: { ...about, id, organizationId, environment: "production" },
    });
    return { path: `/v1/alerts/${id}/acknowledge` };
  },
  "PUT /v1/alerts/settings": plain("/v1/alerts/settings", { rejections: { at_least: 50 } }),
  "POST /api/v1/api-keys": plain("/api/v1/api-keys", { name: "Key" }),
  "DELETE /api/v1/api-keys/{id}": onKey(),
  "PATCH /api/v1/api-keys/{id}": onKey("", { name: "Other" }),
  "POST /api/v1/api-keys/revoke": async (user) => ({
    path: "/api/v1/api-keys/revoke",
    body: { keyId: await keyOf(user) },
  }),
  "POST /api/v1/api-keys/find": async (user) => ({
    path: "/api/v1/api-keys/find",
    body: { key: (await made(user, "POST /api/v1/api-keys", { name: "Key" })).key },
  }),
  "POST /api/v1/api-keys/create-many": plain("/api/v1/api-keys/create-many", { keys: [{ name: "Key" }] }),
  "POST /api/v1/api-keys/import": async () => ({
    path: "/api/v1/api-keys/import",
    body: {
      keys: [
        {
          name: "Key",
          scopes: ["prompts:read"],
          hash: { algorithm: "sha256", value: randomBytes(32).toString("hex") },
        },
      ],
    },
  }),
  "POST /api/v1/api-keys/update-many": async (user) => ({
    path: "/api/v1/api-keys/update-many",
    body: { keys: [{ id: await keyOf(user), change: { tags: ["ci"] } }] },
  }),
  "POST /api/v1/api-keys/revoke-many": async (user) => ({
    path: "/api/v1/api-keys/revoke-many",
    body: { ids: [await keyOf(user)] },
  }),
  "POST /api/v1/api-keys/expire-many": async (user) => ({
    path: "/api/v1/api-keys/expire-many",
    body: { ids: [await keyOf(user)], expires_in_days: 30 },
  }),
  "POST /api/v1/api-keys/{id}/rotate": onKey("/rotate", {}),
  "POST /api/v1/api-keys/{id}/credits": async (user) => {
    const id = await keyOf(user);
    await made(user, `PATCH /api/v1/api-keys/${id}`, { credits: { remaining: 1 } });
    return { path: `/api/v1/api-keys/${id}/credits`, body: { add: 5 } };
  },
  "POST /api/v1/api-keys/{id}/overlap": on(rotatedKeyOf, "/api/v1/api-keys", "/overlap", {
    grace_period_seconds: 7_200,
  }),
  "POST /api/v1/keys/verify": async (user) => ({
    path: "/api/v1/keys/verify",
    body: { key: (await made(user, "POST /api/v1/api-keys", { name: "Key" })).key },
  }),
  "POST /api/v1/keys/holds/{id}/renew": onHold("/renew", { ttl_seconds: 60 }),
  "DELETE /api/v1/keys/holds/{id}": onHold(),
  "POST /v1/datasets": plain("/v1/datasets", { name: "Orders", rows: [row] }),
  "PATCH /v1/datasets/{id}": onDataset("", { name: "Other" }),
  "DELETE /v1/datasets/{id}": onDataset(),
  "POST /v1/datasets/{id}/rows": onDataset("/rows", { rows: [row] }),
  "PUT /v1/datasets/{id}/rows": onDataset("/rows", { rows: [row, row] }),
  "POST /v1/evaluations": async (user) => ({ path: "/v1/evaluations", body: await subjectsOf(user) }),
  "DELETE /v1/evaluations/{id}": on(evaluationOf, "/v1/evaluations", ""),
  "POST /api/v1/intelligence/related": async (user) => ({
    path: "/api/v1/intelligence/related",
    body: { memoryId: await memoryOf(user) },
  }),
  "POST /api/v1/intelligence/topics": plain("/api/v1/intelligence/topics", {}),
  "POST /api/v1/intelligence/summary": plain("/api/v1/intelligence/summary", {}),
  "POST /api/dashboard/search": plain("/api/dashboard/search", { query: "Ada" }),
  "POST /api/v1/memories": plain("/api/v1/memories", { content: "Ada likes tea" }),
  "POST /api/v1/memories/search": async (user) => {
    await memoryOf(user);
    return { path: "/api/v1/memories/search", body: { query: "tea" } };
  },
  "PATCH /api/v1/memories/{id}": onMemory({ content: "Ada likes coffee" }),
  "DELETE /api/v1/memories/{id}": onMemory(),
  "POST /v1/oauth-apps": plain("/v1/oauth-apps", app),
  "PATCH /v1/oauth-apps/{client_id}": onApp("", { name: "Other" }),
  "DELETE /v1/oauth-apps/{client_id}": onApp(),
  "POST /v1/oauth-apps/{client_id}/secrets": onApp("/secrets"),
  "DELETE /v1/oauth-apps/{client_id}/secrets/{secret_id}": async (user) => {
    const clientId = await appOf(user);
    const { id } = await made(user, `POST /v1/oauth-apps/${clientId}/secrets`);
    return { path: `/v1/oauth-apps/${clientId}/secrets/${id}` };
  },
  "POST /v1/oauth-apps/{client_id}/revoke": onApp("/revoke"),
  "POST /v1/registration-tokens": plain("/v1/registration-tokens"),
  "POST /v1/oauth-apps/registration-tokens": plain("/v1/oauth-apps/registration-tokens"),
  "DELETE /v1/registration-tokens/{token_id}": on(registrationTokenOf, "/v1/registration-tokens", ""),
  "DELETE /v1/oauth-apps/registration-tokens/{token_id}": on(
    registrationTokenOf,
    "/v1/oauth-apps/registration-tokens",
    "",
  ),
  "DELETE /v1/authorized-apps/{client_id}": async (user) => {
    const appId = await appOf(user);
    const { organizationId } = user.principal;
    await grantConsent({ appId, session: { id: user.principal.credentialId, userId: user.id }, organizationId }, [
      "prompts:read",
    ]);
    return { path: `/v1/authorized-apps/${appId}` };
  },
  "PUT /api/dashboard/v1/organization/policy": plain("/api/dashboard/v1/organization/policy", {
    second_factor_from: null,
    max_key_days: 90,
    max_token_days: null,
    allowed_ranges: [],
    production_keys_role: "admin",
  }),
  "POST /api/dashboard/v1/organization/domains": async () => ({
    path: domainsPath,
    body: { domain: `${randomUUID()}.test` },
  }),
  "POST /api/dashboard/v1/organization/domains/{id}/verify": async (user) => ({
    path: `${domainsPath}/${await domainOf(user)}/verify`,
  }),
  "PATCH /api/dashboard/v1/organization/domains/{id}": async (user) => ({
    path: `${domainsPath}/${await domainOf(user)}`,
    body: { required_provider: null },
  }),
  "DELETE /api/dashboard/v1/organization/domains/{id}": async (user) => ({
    path: `${domainsPath}/${await domainOf(user)}`,
  }),
  "POST /v1/organization/budgets": plain(ownBudgets, budget),
  "PATCH /v1/organization/budgets/{id}": on(ownBudgetOf, ownBudgets, "", { amount: 2_000 }),
  "DELETE /v1/organization/budgets/{id}": on(ownBudgetOf, ownBudgets, ""),
  "PATCH /v1/organization": plain("/v1/organization", { name: "Other" }),
  "DELETE /v1/organization": async (user) => {
    const second = await made(user, "POST /api/user/organizations", { name: "Second" });
    await made(user, "PUT /api/user/organization", { organization_id: second.id });
    return { path: "/v1/organization", body: { name: "Second" }, actsFor: second.id };
  },
  "PATCH /v1/organization/members/{user_id}": onMember({ role: "admin" }),
  "DELETE /v1/organization/members/{user_id}": onMember(),
  "POST /v1/organization/invitations": async (user) => {
    await proveAddress(user);
    return { path: "/v1/organization/invitations", body: { invitations: [guest()] } };
  },
  "POST /v1/organization/invitations/{id}/resend": async (user) => ({
    path: `/v1/organization/invitations/${await invitationOf(user)}/resend`,
  }),
  "DELETE /v1/organization/invitations/{id}": async (user) => ({
    path: `/v1/organization/invitations/${await invitationOf(user)}`,
  }),
  "POST /api/user/organizations": plain("/api/user/organizations", { name: "Second" }),
  "PUT /api/user/organization": async (user) => ({
    path: "/api/user/organization",
    body: { organization_id: (await made(user, "POST /api/user/organizations", { name: "Second" })).id },
  }),
  "POST /api/user/organization/leave": async (user) => ({
    path: "/api/user/organization/leave",
    by: await join(user, "member"),
    actsFor: user.principal.organizationId,
  }),
  "POST /api/user/invitations/accept": async (user) => ({
    path: "/api/user/invitations/accept",
    body: { token: await inviteLink(await createUser(), (await proveAddress(user)).email) },
  }),
  "POST /api/user/invitations/preview": async (user) => ({
    path: "/api/user/invitations/preview",
    body: { token: await inviteLink(user, guest().email) },
  }),
  "POST /v1/prompts": plain("/v1/prompts", { name: "Greeting", content: "Hello" }),
  "PATCH /v1/prompts/{id}": onPrompt("", { name: "Other" }),
  "DELETE /v1/prompts/{id}": onPrompt(),
  "POST /v1/prompts/{id}/versions": onPrompt("/versions", { content: "Good day" }),
  "POST /v1/reports": plain("/v1/reports", { kind: "keys" }),
  "DELETE /v1/reports/{id}": on(reportOf, "/v1/reports", ""),
  "POST /api/user/tokens": plain("/api/user/tokens", { name: "Token" }),
  "PATCH /api/user/tokens/{token_id}": on(tokenOf, "/api/user/tokens", "", { name: "Laptop" }),
  "DELETE /api/user/tokens/{token_id}": on(tokenOf, "/api/user/tokens", ""),
  ...factorWrites,
  ...oauthWrites,
  ...webhookWrites("/v1/webhooks", "prompt.created"),
  ...webhookWrites("/api/v1/webhooks", "memory.created"),
};
