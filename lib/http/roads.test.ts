import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { limitsOf } from "@/lib/access/catalogue";
import { contractTable } from "@/lib/contract-table";
import { type BothRoads, comparable, openBothRoads, type Sent } from "@/lib/testing/both-roads";
import { dashboardHeaders } from "@/lib/testing/dashboard-cookie";
import { createKey, createUser, makeInstanceAdmin, type TestUser } from "@/lib/testing/factories";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import { recordOf, useUpLimits } from "@/lib/testing/use-up-limits";
import { type Caller, type Contract, endpointOf } from "./contract";

/** Every row of the contract table, once before Next on a real connection, and once through Next's middleware. */
const { clock } = useTestRuntime();

let roads: BothRoads;
let owner: TestUser;
let asOwner: Record<string, string>;
let credentials: Record<string, string>[];
/** An administrator of the deployment with room for many, by token and by page. */
let asAdmin: { token: Record<string, string>; page: Record<string, string> };

beforeAll(async () => {
  roads = await openBothRoads();
  owner = await createUser({ plan: "enterprise" });
  asOwner = { authorization: `Bearer ${owner.token}`, ...(await dashboardHeaders(owner)) };
  const admin = await createUser({ plan: "enterprise" });
  await makeInstanceAdmin(admin);
  asAdmin = { token: { authorization: `Bearer ${admin.token}` }, page: await dashboardHeaders(admin) };
  const key = (await createKey(owner, { scopes: ["prompts:read"] })).secret;
  credentials = [
    {},
    { authorization: "Bearer nonsense" },
    { authorization: "Basic YTpi" },
    { authorization: `Bearer ${key}` },
  ];
});
afterAll(() => roads.close());

async function expectAlike(sent: Sent): Promise<number> {
  const before = await roads.beforeIt(sent);
  const through = await roads.throughIt(sent);
  expect({ sent, ...comparable(before) }).toEqual({ sent, ...comparable(through) });
  expect(before.headers["x-request-id"]).toMatch(/^[0-9a-f-]{36}$/);
  expect(before.headers["x-content-type-options"]).toBe("nosniff");
  clock.advance(60_000);
  return before.status;
}

const rows = contractTable.map((contract) => ({ name: endpointOf(contract), contract }));
const pathOf = ({ path }: Contract) => path.replaceAll(/\{version\}/g, "1").replaceAll(/\{[^}]+\}/g, "none");
const json = { "content-type": "application/json" };

describe("both roads answer alike, status, headers and body", () => {
  it.each(rows)("on $name, to callers without a right to it", async ({ contract }) => {
    for (const credential of credentials) {
      for (const origin of [{}, { "sec-fetch-site": "same-origin" }]) {
        await expectAlike({ method: contract.method, path: pathOf(contract), headers: { ...credential, ...origin } });
      }
    }
  });

  // What writes down that it was asked would answer the second time with the first.
  const narrowed = (path: string) => (path.endsWith("/events/export") ? `${path}?type=key.created` : path);
  const reads = rows.filter(({ contract: { method, audience } }) => method === "GET" && audience !== "library");
  it.each(reads)(
    "on $name, to its owner: what is there, what is not, and a query that is none",
    async ({ contract }) => {
      const path = pathOf(contract);
      await expectAlike({ method: "GET", path: narrowed(path), headers: asOwner });
      await expectAlike({ method: "HEAD", path: narrowed(path), headers: asOwner });
      await expectAlike({ method: "GET", path: `${path}?limit=0&surprise=1`, headers: asOwner });
      await expectAlike({ method: "GET", path: `${path}?limit=1&cursor=nonsense`, headers: asOwner });
    },
  );

  const writes = rows.filter(
    ({ contract: { method, body, form, audience } }) => method !== "GET" && (body || form || audience === "library"),
  );
  it.each(writes)("on $name, for what cannot be read", async ({ contract }) => {
    const { method } = contract;
    const path = pathOf(contract);
    for (const body of ["{", "[]", '{"surprise":1}', '{"name":"a\\u0000b"}', "\u00e9"]) {
      await expectAlike({ method, path, headers: { ...json, ...asOwner }, body });
    }
    const form = { "content-type": "application/x-www-form-urlencoded" };
    await expectAlike({ method, path, headers: { ...form, ...asOwner }, body: "a=b" });
    await expectAlike({ method, path, headers: { ...json, ...asOwner }, body: "x".repeat(1_100_000) });
  });

  const paths = [...new Set(contractTable.map(pathOf))].map((path) => ({ path }));
  it.each(paths)("at $path, for other methods, preflights and longer paths", async ({ path }) => {
    const statuses: number[] = [];
    for (const method of ["PUT", "PATCH", "DELETE", "OPTIONS"]) {
      if (
        contractTable.some(
          (contract) => pathOf(contract) === path && (contract.method === method || contract.everyMethod),
        )
      )
        continue;
      statuses.push(await expectAlike({ method, path, headers: { origin: "https://app.example.test" } }));
    }
    statuses.push(await expectAlike({ method: "GET", path: `${path}/nothing/here` }));
    for (const status of statuses) expect([204, 401, 404, 405]).toContain(status);
  });

  const opened = new Set<Caller>(["session-jwt", "dashboard-session"]);
  const limited = rows.filter(({ contract: { product, allow } }) => {
    const isOpen = allow.every((kind) => kind === "anonymous");
    return limitsOf(product, "free") !== null && (isOpen || allow.some((kind) => opened.has(kind)));
  });
  it.each(limited)("on $name, when the limit of its caller is used up", async ({ contract }) => {
    const ofPages = { dashboard: asAdmin.page, portal: { "sec-fetch-site": "same-origin" } };
    const headers =
      contract.audience === "dashboard" || contract.audience === "portal" ? ofPages[contract.audience] : asAdmin.token;
    const isOpen = contract.allow.every((kind) => kind === "anonymous");
    await useUpLimits(contract.product, isOpen ? null : await recordOf(headers));
    expect(await expectAlike({ method: contract.method, path: pathOf(contract), headers })).toBe(429);
  });

  it("for what the client has already", async () => {
    const first = await roads.beforeIt({ method: "GET", path: "/v1/prompts", headers: asOwner });
    const headers = { ...asOwner, "if-none-match": String(first.headers.etag) };
    expect(await expectAlike({ method: "GET", path: "/v1/prompts", headers })).toBe(304);
  });
});
