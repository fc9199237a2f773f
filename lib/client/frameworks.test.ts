import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import express from "express";
import fastify from "fastify";
import { Hono } from "hono";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { CatalogueDocument } from "@/lib/access/catalogue-document";
import { applyCatalogue } from "@/lib/features/catalogue/apply-catalogue";
import { createKey, createUser, type TestUser } from "@/lib/testing/factories";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import { ownFetch } from "@/lib/testing/verifier-fetch";
import type { Requirements } from "./decision";
import { requireKey as expressKey } from "./express";
import { requireKey as fastifyKey } from "./fastify";
import { requireKey as honoKey } from "./hono";
import { withKey } from "./next";
import { verdictOf } from "./verified-requests";
import { createVerifier, type Verifier } from "./verifier";

useTestRuntime();
const own: CatalogueDocument = {
  version: 1,
  products: {
    images: {
      label: "Images",
      keys: { production: "img_live_" },
      keys_in: { header: "X-API-Key", query: "api_key" },
      scopes: [
        { id: "images:read", description: "See them" },
        { id: "images:write", description: "Change them", access: "write" },
      ],
      endpoints: [
        { id: "see", method: "GET", path: "/own", scope: "images:read", cost: 3 },
        { id: "rest", path: "/*", scope: "images:write" },
      ],
      limits: { free: { per_minute: 60, burst: 20 } },
    },
  },
};
const closing: (() => Promise<unknown> | unknown)[] = [];
let admin: TestUser | undefined;
let service: string;

beforeEach(async () => {
  admin ??= await createUser();
  service ??= (await createKey(admin, { name: "Gateway", scopes: ["keys:verify"] })).secret;
});
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** How a request with these headers is answered by a service of each framework: whose it is, as `{ key }`. */
type Service = (headers: Record<string, string>, query?: string) => Promise<Response>;

const frameworks: Record<string, (verifier: Verifier, requirements: Requirements) => Promise<Service>> = {
  async express(verifier, requirements) {
    const app = express();
    app.use("/own", expressKey(verifier, requirements));
    app.get("/own", (request, response) => void response.json({ key: verdictOf(request)?.keyId }));
    const server = createServer(app).listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    closing.push(() => server.close());
    const { port } = server.address() as AddressInfo;
    return (headers, query = "") =>
      fetch(`http://127.0.0.1:${port}/own${query}`, { headers: { ...headers, connection: "close" } });
  },
  async fastify(verifier, requirements) {
    const app = fastify();
    app.get("/own", { onRequest: fastifyKey(verifier, requirements) }, async (request) => ({
      key: verdictOf(request)?.keyId,
    }));
    closing.push(() => app.close());
    const address = await app.listen({ port: 0, host: "127.0.0.1" });
    return (headers, query = "") => fetch(`${address}/own${query}`, { headers: { ...headers, connection: "close" } });
  },
  async hono(verifier, requirements) {
    const app = new Hono();
    app.use("/own", honoKey(verifier, { ...requirements, ip: (c) => c.req.header("x-caller") }));
    app.get("/own", (c) => c.json({ key: verdictOf(c.req.raw)?.keyId }));
    return async (headers, query = "") =>
      app.request(`/own${query}`, { headers: { "x-caller": "127.0.0.1", ...headers } });
  },
  async next(verifier, requirements) {
    const GET = withKey(
      verifier,
      { ...requirements, ip: () => "127.0.0.1" },
      (_request, verdict, { greeting }: { greeting: string }) => Response.json({ key: verdict?.keyId, greeting }),
    );
    return async (headers, query = "") => {
      const answer = await GET(new Request(`http://service.test/own${query}`, { headers }), { greeting: "hello" });
      return answer;
    };
  },
};

it.each(Object.keys(frameworks))(
  "%s lets a key pass, tells whose it is, and answers every other request itself",
  async (name) => {
    const owner = await createUser({ plan: "pro" });
    const { secret, id } = await createKey(owner, {
      scopes: ["prompts:read"],
      rate_limit: 2,
      ip_allowlist: ["127.0.0.1"],
    });
    const other = await createKey(owner, { scopes: ["prompts:write"] });
    const verifier = createVerifier({ baseUrl: "http://latchkey.test", apiKey: service, fetch: ownFetch() });
    const call = await frameworks[name]?.(verifier, { scopes: ["prompts:read"] });
    if (!call) throw new Error(`no service of ${name}`);
    const authorized = (key: string) => ({ authorization: `Bearer ${key}` });
    const passed = await call(authorized(secret));
    expect([passed.status, (await passed.json()).key, passed.headers.get("x-ratelimit-limit")]).toEqual([200, id, "2"]);
    const answers = [await call({}), await call(authorized("pr_live_nobody")), await call(authorized(other.secret))];
    await call(authorized(secret));
    answers.push(await call(authorized(secret)));
    expect(await Promise.all(answers.map(async (answer) => [answer.status, (await answer.json()).error.code]))).toEqual(
      [
        [401, "UNAUTHENTICATED"],
        [401, "MALFORMED"],
        [403, "INSUFFICIENT_SCOPE"],
        [429, "RATE_LIMITED"],
      ],
    );
    expect(Number(answers[3]?.headers.get("retry-after"))).toBeGreaterThan(0);
  },
);

it.each(Object.keys(frameworks))(
  "%s asks for the endpoint that the request calls, and for the key where the product's callers put it",
  async (name) => {
    const { principal } = admin ?? (await createUser());
    await applyCatalogue(principal, { document: own, note: "", allow_ending: false });
    const { secret, id } = await createKey(await createUser(), { scopes: ["images:read"] });
    const verifier = createVerifier({
      baseUrl: "http://latchkey.test",
      apiKey: service,
      keysIn: { headers: ["authorization", "x-api-key"], query: true },
      fetch: ownFetch(),
    });
    const call = await frameworks[name]?.(verifier, { product: "images", route: true });
    if (!call) throw new Error(`no service of ${name}`);
    for (const [headers, query] of [
      [{ "x-api-key": secret }, "?a=1"],
      [{ authorization: `Bearer ${secret}` }, ""],
      [{}, `?api_key=${secret}`],
    ] as const) {
      const passed = await call(headers, query);
      expect([query.length, passed.status, (await passed.json()).key]).toEqual([query.length, 200, id]);
    }
    const last = await call({ "x-api-key": secret });
    expect(last.headers.get("x-ratelimit-remaining")).toBe("8");
    // Without a key nothing is asked; with one that is not among the places, the deployment says so.
    expect([(await call({})).status, (await call({}, "?a=1")).status]).toEqual([401, 401]);
  },
);

it("a request that nothing verified is nobody's", () => {
  expect(() => verdictOf(new Request("http://service.test/"))).toThrow(/requireKey/);
});
