import { once } from "node:events";
import { type IncomingMessage, request } from "node:http";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { contractTable } from "@/lib/contract-table";
import { routeFiles } from "@/lib/generated/route-files";
import { callApi } from "@/lib/testing/call-api";
import { dashboardHeaders } from "@/lib/testing/dashboard-cookie";
import { createKey, createUser, type TestUser } from "@/lib/testing/factories";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import { enforce } from "@/middleware";
import { bindContracts } from "./bindings";
import { type Contract, endpointOf } from "./contract";
import { createEdgeServer, type EdgeServer, listen } from "./http-server";
import { beforeNext } from "./node-door";

/** Every row of the contract table, once before Next on a real connection, and once through Next's middleware. */
const { clock } = useTestRuntime();

let edge: EdgeServer;
let port: number;
let owner: TestUser;
let asOwner: Record<string, string>;
let credentials: Record<string, string>[];

beforeAll(async () => {
  const api = { enforce, bindings: bindContracts(contractTable, routeFiles) };
  const pages = async () => {
    throw new Error("a page was asked for");
  };
  edge = createEdgeServer(beforeNext(api, pages), { trustedProxies: [], isHttps: false, log: () => undefined });
  port = await listen(edge.server, 0, "127.0.0.1");
  owner = await createUser({ plan: "enterprise" });
  asOwner = { authorization: `Bearer ${owner.token}`, ...(await dashboardHeaders(owner)) };
  const key = (await createKey(owner, { scopes: ["prompts:read"] })).secret;
  credentials = [
    {},
    { authorization: "Bearer nonsense" },
    { authorization: "Basic YTpi" },
    { authorization: `Bearer ${key}` },
  ];
});
afterAll(() => edge.drain(0));

type Sent = { method: string; path: string; headers?: Record<string, string>; body?: string };

/** Node's client declares no length for every method. */
const lengthOf = (body?: string): Record<string, string> =>
  body === undefined ? {} : { "content-length": String(Buffer.byteLength(body)) };

async function beforeIt({ method, path, headers: given, body }: Sent) {
  const headers = { ...lengthOf(body), ...given };
  const outgoing = request({ port, host: "127.0.0.1", path, method, headers, agent: false });
  outgoing.on("error", () => undefined);
  outgoing.end(body);
  const [response] = (await once(outgoing, "response")) as [IncomingMessage];
  const { "set-cookie": cookies = [], ...others } = response.headers;
  return { status: response.statusCode ?? 0, headers: others, cookies, text: await text(response) };
}

async function throughIt({ method, path, headers = {}, body }: Sent) {
  const answer = await callApi(`${method} ${path}`, {
    headers: { ...lengthOf(body), ...headers },
    ...(body === undefined ? {} : { body }),
    address: "127.0.0.1",
    via: "next",
  });
  const headersOf = Object.fromEntries(answer.headers);
  delete headersOf["set-cookie"];
  // Next sends no body for HEAD.
  return {
    ...answer,
    headers: headersOf,
    cookies: answer.headers.getSetCookie(),
    text: method === "HEAD" ? "" : answer.text,
  };
}

const ofTransport = /^(date|connection|keep-alive|content-length|transfer-encoding|x-content-type-options)$/;
/** What is drawn or counted anew for each request: that it is there is compared, not its value. */
const ofOneRequest = /^(x-request-id|retry-after|etag|ratelimit|x-ratelimit-(remaining|reset|retry-after))$/;

function comparable({ status, headers, cookies, text: body }: Awaited<ReturnType<typeof beforeIt>>) {
  // Counts may be written between the two calls, so neither the count nor the tag of its text is compared.
  const counts = /("requests_30d":)\d+/g;
  const isCount = (name: string) => name === "etag" && body.search(counts) >= 0;
  const shown = Object.entries(headers)
    .filter(([name]) => !ofTransport.test(name))
    .map(([name, value]) => [name, ofOneRequest.test(name) || isCount(name) ? "" : value])
    .toSorted();
  const named = cookies.map((cookie) => cookie.replace(/=[^;]*/, "=").replace(/Expires=[^;]*/i, "Expires"));
  const withoutIds = body
    .replaceAll(counts, "$1n")
    .replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, "id")
    .replaceAll(/\b[0-9a-f]{64}\b/g, "random")
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "time");
  return { status, shown, named, body: withoutIds };
}

async function expectAlike(sent: Sent): Promise<number> {
  const before = await beforeIt(sent);
  const through = await throughIt(sent);
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

  const reads = rows.filter(({ contract: { method, audience } }) => method === "GET" && audience !== "library");
  it.each(reads)(
    "on $name, to its owner: what is there, what is not, and a query that is none",
    async ({ contract }) => {
      const path = pathOf(contract);
      await expectAlike({ method: "GET", path, headers: asOwner });
      await expectAlike({ method: "HEAD", path, headers: asOwner });
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

  it("when a limit is used up, on each of both", async () => {
    const user = await createUser();
    const headers = { authorization: `Bearer ${user.token}` };
    for (let count = 0; count < 10; count++) await callApi("GET /v1/prompts", { token: user.token });
    expect(await expectAlike({ method: "GET", path: "/v1/prompts", headers })).toBe(429);
  });

  it("for what the client has already", async () => {
    const first = await beforeIt({ method: "GET", path: "/v1/prompts", headers: asOwner });
    const headers = { ...asOwner, "if-none-match": String(first.headers.etag) };
    expect(await expectAlike({ method: "GET", path: "/v1/prompts", headers })).toBe(304);
  });
});
