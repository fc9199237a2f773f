import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import express from "express";
import fastify from "fastify";
import { Hono } from "hono";
import { afterEach, beforeEach, expect, it } from "vitest";
import { createKey, createUser, type TestUser } from "@/lib/testing/factories";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import { ownFetch } from "@/lib/testing/verifier-fetch";
import { requireKey as expressKey } from "./express";
import { requireKey as fastifyKey } from "./fastify";
import { requireKey as honoKey } from "./hono";
import { withKey } from "./next";
import { verdictOf } from "./verified-requests";
import { createVerifier, type Verifier } from "./verifier";

useTestRuntime();
const requirements = { scopes: ["prompts:read"] };
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
type Service = (headers: Record<string, string>) => Promise<Response>;

const frameworks: Record<string, (verifier: Verifier) => Promise<Service>> = {
  async express(verifier) {
    const app = express();
    app.use("/own", expressKey(verifier, requirements));
    app.get("/own", (request, response) => void response.json({ key: verdictOf(request)?.keyId }));
    const server = createServer(app).listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    closing.push(() => server.close());
    const { port } = server.address() as AddressInfo;
    return (headers) => fetch(`http://127.0.0.1:${port}/own`, { headers: { ...headers, connection: "close" } });
  },
  async fastify(verifier) {
    const app = fastify();
    app.get("/own", { onRequest: fastifyKey(verifier, requirements) }, async (request) => ({
      key: verdictOf(request)?.keyId,
    }));
    closing.push(() => app.close());
    const address = await app.listen({ port: 0, host: "127.0.0.1" });
    return (headers) => fetch(`${address}/own`, { headers: { ...headers, connection: "close" } });
  },
  async hono(verifier) {
    const app = new Hono();
    app.use("/own", honoKey(verifier, { ...requirements, ip: (c) => c.req.header("x-caller") }));
    app.get("/own", (c) => c.json({ key: verdictOf(c.req.raw)?.keyId }));
    return async (headers) => app.request("/own", { headers: { "x-caller": "127.0.0.1", ...headers } });
  },
  async next(verifier) {
    const GET = withKey(
      verifier,
      { ...requirements, ip: () => "127.0.0.1" },
      (_request, verdict, { greeting }: { greeting: string }) => Response.json({ key: verdict?.keyId, greeting }),
    );
    return async (headers) => {
      const answer = await GET(new Request("http://service.test/own", { headers }), { greeting: "hello" });
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
    const call = await frameworks[name]?.(verifier);
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

it("a request that nothing verified is nobody's", () => {
  expect(() => verdictOf(new Request("http://service.test/"))).toThrow(/requireKey/);
});
