import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { contractTable } from "@/lib/contract-table";
import { type BothRoads, comparable, openBothRoads, type RoadAnswer, type Sent } from "@/lib/testing/both-roads";
import { callApi } from "@/lib/testing/call-api";
import { dashboardHeaders } from "@/lib/testing/dashboard-cookie";
import { createUser, type TestUser } from "@/lib/testing/factories";
import { successfulWrites } from "@/lib/testing/successful-writes";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import { type Contract, endpointOf } from "./contract";
import { sourceOf } from "./dashboard-contract";

/** Every row that writes, fulfilled once before Next on a real connection, and once through Next's middleware. */
const { clock } = useTestRuntime({ settings: { outboundAllow: ["127.0.0.0/8"] } });

let roads: BothRoads;
beforeAll(async () => {
  roads = await openBothRoads();
  // The first user administers the deployment, and the last administrator cannot leave.
  await createUser();
});
afterAll(() => roads.close());

const ofProvider = "needs a provider of the sign-in, or a user who came by one: tests of sign-in methods";
const ofNextAuth = "a form of next-auth's, with its token against forged ones: tests of the sign-in page";
const ofBrowser = "goes on with what a browser began: tests of the OAuth server";
const ofRegistration = "needs a token of registration: registration.test.ts";
/** Rows that nothing is sent to here, and what fulfils them instead. */
const otherWrites: Readonly<Record<string, string>> = {
  "POST /api/dashboard/account/password": ofProvider,
  "POST /api/dashboard/account/identities/{provider}": ofProvider,
  "DELETE /api/dashboard/account/identities/{provider}": ofProvider,
  "POST /api/dashboard/confirm/providers/{provider}": ofProvider,
  "POST /api/auth/callback/credentials": ofNextAuth,
  "POST /api/auth/signout": ofNextAuth,
  "POST /api/v1/leaks": "a secret-scanning partner signs it: report-signature.test.ts, by each road",
  "POST /oauth/authorize/{uid}": ofBrowser,
  "POST /oauth/device": ofBrowser,
  "POST /oauth/register": ofRegistration,
  "PUT /oauth/register/{client_id}": ofRegistration,
  "DELETE /oauth/register/{client_id}": ofRegistration,
};
const rows = contractTable.filter(({ method }) => method !== "GET");
const writes = rows.filter((contract) => !(endpointOf(contract) in otherWrites));
const sourceNameOf = (contract: Contract) => endpointOf(sourceOf(contract) ?? contract);

/** The request as the row takes it, by somebody new: what one road changed is not there for the other. */
async function requestFor(contract: Contract): Promise<Sent> {
  const user = await createUser({ plan: "enterprise" });
  const write = successfulWrites[sourceNameOf(contract)];
  if (!write) throw new Error(`no request for ${endpointOf(contract)}`);
  const { path, body, form, by = user, actsFor, as, embedded } = await write(user);
  const isEmbedded = contract.audience === "embed";
  const isPage = contract.allow.includes("dashboard-session");
  const isOpen = contract.allow.every((kind) => kind === "anonymous");
  const bearer = isOpen ? {} : { authorization: `Bearer ${by.token}` };
  const credential = (isEmbedded ? await embedded?.() : as) ?? (isPage ? await pageOf(by, actsFor) : bearer);
  return {
    method: contract.method,
    path: addressOf(contract, path),
    headers: {
      ...credential,
      ...(body ? { "content-type": "application/json" } : {}),
      ...(form ? { "content-type": "application/x-www-form-urlencoded" } : {}),
      ...(isPage || contract.audience === "dashboard" || contract.audience === "portal"
        ? { "sec-fetch-site": "same-origin" }
        : {}),
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
    ...(form ? { body: new URLSearchParams(form).toString() } : {}),
  };
}

/** Where the row stands that is derived from what the path belongs to. */
function addressOf(contract: Contract, path: string): string {
  if (contract.audience === "embed") return path.replace(/^\/portal\/api\//, "/api/v1/portal/");
  return sourceOf(contract) ? `/api/dashboard${path.replace(/^\/api(?=\/)/, "")}` : path;
}

/** A session of the dashboard, in the organization that the request is about. */
async function pageOf(user: TestUser, organizationId: string | undefined): Promise<Record<string, string>> {
  const headers = await dashboardHeaders(user);
  const body = { organization_id: organizationId };
  if (organizationId !== undefined) await callApi("PUT /api/dashboard/user/organization", { headers, body });
  return headers;
}

/** Fields and headers that are drawn anew for each thing that is made; that they are there is compared. */
const drawn =
  /(^|_)(id|key|token|secret|hint|prefix|digest|link|url|uri|uri_complete|challenge|path|codes|user_code|device_code|exp|iat)$|(Id|Key|Prefix|Hint)$/;

const isDrawn = (value: unknown) => [value].flat().every((one) => typeof one === "string" || typeof one === "number");

function withoutDrawn({ text, ...answer }: RoadAnswer) {
  const isJson = String(answer.headers["content-type"] ?? "").includes("json");
  const body = isJson
    ? JSON.stringify(JSON.parse(text), (name, value) => (drawn.test(name) && isDrawn(value) ? "drawn" : value))
    : text;
  const { status, shown, named, body: masked } = comparable({ ...answer, text: body });
  const headers = shown.map(([name, value]) => [
    name,
    name === "location" ? String(value).replace(/[^/]+$/, "") : value,
  ]);
  // Identifiers and secrets stand in texts too: in a table of events, in a mail.
  return { status, headers, named, body: masked.replaceAll(/[0-9A-Za-z]{24,}/g, "drawn") };
}

it("has a request for every row that writes, but those with a reason", () => {
  const missing = rows.filter((contract) => !successfulWrites[sourceNameOf(contract)]);
  expect(missing.map(endpointOf).toSorted()).toEqual(Object.keys(otherWrites).toSorted());
});

describe("both roads fulfil alike, status, headers and body", () => {
  it.each(writes.map((contract) => [endpointOf(contract), contract] as const))("%s", async (_name, contract) => {
    const before = await roads.beforeIt(await requestFor(contract));
    clock.advance(60_000);
    const through = await roads.throughIt(await requestFor(contract));
    clock.advance(60_000);
    expect([before.status, before.text]).toEqual([contract.success.status, before.text]);
    expect(withoutDrawn(through)).toEqual(withoutDrawn(before));
  });
});
