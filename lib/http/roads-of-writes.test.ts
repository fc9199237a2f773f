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

/** Those need a provider of the sign-in, or a user who came by one; the tests of sign-in methods fulfil them. */
const ofProviders = [
  "POST /api/dashboard/account/password",
  /\/api\/dashboard\/(account\/identities|confirm\/providers)\//,
  // A secret-scanning partner signs it: its own tests send it by each road.
  "POST /api/v1/leaks",
];
const isOfProviders = (name: string) =>
  ofProviders.some((one) => (typeof one === "string" ? one === name : one.test(name)));
const writes = contractTable
  // What is embedded goes the same way as the portal's own, and its tests go both roads.
  .filter(({ method, audience }) => method !== "GET" && audience !== "library" && audience !== "embed")
  .map((contract) => ({ name: endpointOf(contract), contract }))
  .filter(({ name }) => !isOfProviders(name));
const sourceNameOf = (contract: Contract) => endpointOf(sourceOf(contract) ?? contract);

/** The request as the row takes it, by somebody new: what one road changed is not there for the other. */
async function requestFor(contract: Contract): Promise<Sent> {
  const user = await createUser({ plan: "enterprise" });
  const write = successfulWrites[sourceNameOf(contract)];
  if (!write) throw new Error(`no request for ${endpointOf(contract)}`);
  const { path, body, by = user, actsFor, as } = await write(user);
  const isDerived = sourceOf(contract) !== null;
  const isPage = contract.allow.includes("dashboard-session");
  const isOpen = contract.allow.every((kind) => kind === "anonymous");
  const bearer = isOpen ? {} : { authorization: `Bearer ${by.token}` };
  const credential = as ?? (isPage ? await pageOf(by, actsFor) : bearer);
  return {
    method: contract.method,
    path: isDerived ? `/api/dashboard${path.replace(/^\/api(?=\/)/, "")}` : path,
    headers: {
      ...credential,
      ...(body ? { "content-type": "application/json" } : {}),
      ...(isPage || contract.audience === "dashboard" || contract.audience === "portal"
        ? { "sec-fetch-site": "same-origin" }
        : {}),
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
  };
}

/** A session of the dashboard, in the organization that the request is about. */
async function pageOf(user: TestUser, organizationId: string | undefined): Promise<Record<string, string>> {
  const headers = await dashboardHeaders(user);
  const body = { organization_id: organizationId };
  if (organizationId !== undefined) await callApi("PUT /api/dashboard/user/organization", { headers, body });
  return headers;
}

/** Fields and headers that are drawn anew for each thing that is made; that they are there is compared. */
const drawn = /(^|_)(id|key|token|secret|hint|prefix|digest|link|url|challenge|path|codes)$|(Id|Key|Prefix|Hint)$/;

const isDrawn = (value: unknown) => [value].flat().every((one) => typeof one === "string");

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

it("has a request for every row that writes", () => {
  const missing = writes.filter(({ contract }) => !successfulWrites[sourceNameOf(contract)]);
  expect(missing.map(({ name }) => name)).toEqual([]);
});

describe("both roads fulfil alike, status, headers and body", () => {
  it.each(writes)("$name", async ({ contract }) => {
    const before = await roads.beforeIt(await requestFor(contract));
    clock.advance(60_000);
    const through = await roads.throughIt(await requestFor(contract));
    clock.advance(60_000);
    expect([before.status, before.text]).toEqual([contract.success.status, before.text]);
    expect(withoutDrawn(through)).toEqual(withoutDrawn(before));
  });
});
