import { runtime } from "@/lib/access/runtime";
import { jobHandlers } from "@/lib/background";
import { type Contract, endpointOf } from "@/lib/http/contract";
import { sourceOf } from "@/lib/http/dashboard-contract";
import type { TestUser } from "./factories";
import {
  appOf,
  budgetOf,
  customerOf,
  datasetOf,
  deliveryOf,
  evaluationOf,
  keyOf,
  mailOf,
  managementKeyOf,
  memoryOf,
  meterOf,
  namespaceOf,
  ownBudgetOf,
  promptOf,
  reportOf,
  templateOf,
  tokenOf,
} from "./successful-writes";

/** Reads that nothing is made for here, and what fulfils them instead. */
export const otherReads: Readonly<Record<string, string>> = {
  "GET /auth/clerk-token": "takes an issuer's token: exchange-token.test.ts",
  "GET /api/auth/github": "needs a provider: sign-in tests with a stand-in",
  "GET /api/auth/google": "needs a provider: sign-in tests with a stand-in",
  "GET /api/auth/oidc/{provider}": "needs a provider: sign-in tests with a stand-in",
  "GET /api/auth/callback/github": "ends what a provider began: sign-in tests with a stand-in",
  "GET /api/auth/callback/google": "ends what a provider began: sign-in tests with a stand-in",
  "GET /api/auth/callback/{provider}": "ends what a provider began: sign-in tests with a stand-in",
  "GET /api/user/me/export": "tells the second time that it was asked the first: export-own-data.test.ts",
  "GET /oauth/authorize": "begins what a browser goes on with: tests of the OAuth server",
  "GET /oauth/authorize/{uid}": "goes on with what a browser began: tests of the OAuth server",
  "GET /oauth/register/{client_id}": "needs a client that registered itself: tests of the OAuth server",
  "GET /api/v1/usage/periods/{id}/file": "needs a period that is over: close-periods.test.ts",
};

const day = "from=2026-06-10T00:00:00.000Z&to=2026-06-11T00:00:00.000Z";

/** What a read asks for, where an empty query is none. */
const queries = (keyId: string): Readonly<Record<string, string>> => ({
  "GET /api/dashboard/v1/api-keys/activity": `ids=${keyId}`,
  "GET /api/v1/api-keys/usage": `keyId=${keyId}`,
  "GET /api/dashboard/first-call": `key_id=${keyId}`,
  "GET /api/dashboard/events/values": "field=target",
  "GET /api/dashboard/evaluations/choices": "of=prompts",
  "GET /api/dashboard/budgets/owners": "of=key",
  "GET /api/v1/meters/{key}/query": day,
  "GET /api/v1/meters/{key}/export": day,
  "GET /api/v1/meters/{key}/reconciliation": day,
  // What writes down that it was asked would answer the second time with the first.
  "GET /v1/events/export": "type=key.created",
});

/**
 * Makes what reads find, all of it an administrator's of the deployment, and returns the address at which a read is
 * fulfilled. It throws for a parameter that nothing was made for.
 */
export async function makeReadable(admin: TestUser): Promise<(contract: Contract) => string> {
  const [prompts, memories] = [await deliveryOf(admin, "/v1/webhooks"), await deliveryOf(admin, "/api/v1/webhooks")];
  const keyId = await keyOf(admin);
  const made: Record<string, string> = {
    "/api/v1/admin/organizations/{id}": admin.principal.organizationId,
    "/api/v1/admin/users/{id}": admin.id,
    "/api/v1/admin/mails/{id}": await mailOf(admin),
    "/api/v1/api-keys/{id}": keyId,
    "/api/v1/key-templates/{id}": await templateOf(admin),
    "/api/v1/catalogue/revisions/{revision}": "0",
    "/api/v1/customers/{id}": await customerOf(admin),
    "/v1/datasets/{id}": await datasetOf(admin),
    "/v1/evaluations/{id}": await evaluationOf(admin),
    "/api/v1/budgets/{id}": await budgetOf(admin),
    "/v1/organization/budgets/{id}": await ownBudgetOf(admin),
    "/api/v1/limits/{namespace}": await namespaceOf(admin),
    "/api/v1/management-keys/{id}": await managementKeyOf(admin),
    "/api/v1/memories/{id}": await memoryOf(admin),
    "/api/v1/meters/{key}": await meterOf(admin),
    "/v1/oauth-apps/{client_id}": await appOf(admin),
    "/v1/organization/members/{user_id}": admin.id,
    "/v1/prompts/{id}": await promptOf(admin),
    "/v1/prompts/{id}/versions/{version}": "1",
    "/v1/reports/{id}": await reportOf(admin),
    "/api/user/tokens/{token_id}": await tokenOf(admin),
    "/v1/webhooks/{id}": prompts.endpointId,
    "/v1/webhooks/{id}/deliveries/{delivery_id}": prompts.id,
    "/api/v1/webhooks/{id}": memories.endpointId,
    "/api/v1/webhooks/{id}/deliveries/{delivery_id}": memories.id,
  };
  made["/api/v1/admin/oauth-apps/{client_id}"] = made["/v1/oauth-apps/{client_id}"] ?? "";
  await runtime().jobs.runDue(jobHandlers);
  const asked = queries(keyId);
  return (contract) => {
    const source = sourceOf(contract) ?? contract;
    const query = asked[endpointOf(source)];
    return `${addressOf(contract, source, made)}${query ? `?${query}` : ""}`;
  };
}

/** A contract's path with what was made in place of its parameters, by the template of its source that ends with each. */
function addressOf({ path }: Contract, source: Contract, made: Readonly<Record<string, string>>): string {
  const templates = [...source.path.matchAll(/\{[^}]+\}/g)].map(({ 0: name, index }) =>
    source.path.slice(0, index + name.length),
  );
  return path.replaceAll(/\{[^}]+\}/g, () => {
    const template = templates.shift() ?? "";
    const value = made[template];
    if (value === undefined) throw new Error(`nothing was made for ${template}`);
    return value;
  });
}
