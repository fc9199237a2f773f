import { once } from "node:events";
import { Agent, type IncomingMessage, request } from "node:http";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { contractTable } from "@/lib/contract-table";
import { routeFiles } from "@/lib/generated/route-files";
import { callApi } from "@/lib/testing/call-api";
import { createKey, createUser, type TestUser } from "@/lib/testing/factories";
import { createApp } from "@/lib/testing/oauth";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import { enforce } from "@/middleware";
import { bindContracts } from "./bindings";
import { createEdgeServer, type EdgeServer, listen } from "./http-server";
import { beforeNext } from "./node-door";

/** The server as `npm start` puts it together, with a stand-in for Next that only says that it was reached. */
const { clock } = useTestRuntime();

let edge: EdgeServer;
let port: number;
let owner: TestUser;
let key: string;

beforeAll(async () => {
  // The library that answers OAuth reads the system's time.
  clock.set(Date.now());
  const next = async (_: IncomingMessage, response: { end(text: string): void }) => response.end('"next"');
  edge = createEdgeServer(beforeNext({ enforce, bindings: bindContracts(contractTable, routeFiles) }, next), {
    trustedProxies: [],
    isHttps: false,
    log: () => undefined,
  });
  port = await listen(edge.server, 0, "127.0.0.1");
  owner = await createUser({ plan: "enterprise" });
  key = (await createKey(owner, { scopes: ["prompts:read"] })).secret;
});

afterAll(() => edge.drain(0));

type Sent = { method?: string; headers?: Record<string, string>; body?: string | Buffer; agent?: Agent };

async function send(path: string, { method = "GET", headers = {}, body, agent }: Sent = {}) {
  const outgoing = request({ port, host: "127.0.0.1", path, method, headers, agent: agent ?? false });
  outgoing.on("error", () => undefined);
  outgoing.end(body);
  const [response] = (await once(outgoing, "response")) as [IncomingMessage];
  return { status: response.statusCode, headers: response.headers, text: await text(response) };
}

const json = { "content-type": "application/json" };
const verify = "/api/v1/keys/verify";
const forward = "/api/v1/forward-auth";
const asked = () => ({ ...json, authorization: `Bearer ${owner.token}` });

/** Headers without the transport's own, and without what differs from answer to answer. */
function comparable(all: object) {
  const own = /^(date|connection|keep-alive|content-length|transfer-encoding|x-content-type-options|x-request-id)$/;
  return Object.fromEntries(Object.entries(all).filter(([name]) => !own.test(name)));
}

describe("what is answered before Next", () => {
  const calls: [title: string, path: string, sent: Sent & { token?: boolean }][] = [
    ["a garbled key", verify, { method: "POST", body: '{"key":"nonsense"}', token: true }],
    ["no credential", verify, { method: "POST", body: '{"key":""}' }],
    ["broken JSON", verify, { method: "POST", body: "{", token: true }],
    ["unknown fields", verify, { method: "POST", body: '{"key":1,"plan":"enterprise"}', token: true }],
    ["no object", verify, { method: "POST", body: '"text"', token: true }],
    ["a null character", verify, { method: "POST", body: '{"key":"a\\u0000"}', token: true }],
    [
      "a form",
      verify,
      { method: "POST", body: "key=x", headers: { "content-type": "application/x-www-form-urlencoded" }, token: true },
    ],
    ["a body over 1 MiB", verify, { method: "POST", body: `{"key":"${"x".repeat(1_100_000)}"}`, token: true }],
    ["no body", verify, { method: "POST", token: true }],
    ["a session", forward, { token: true }],
    ["nobody", forward, {}],
    ["HEAD", forward, { method: "HEAD" }],
    ["OPTIONS", forward, { method: "OPTIONS" }],
    ["an unknown scope", `${forward}?scope=nothing`, { token: true }],
    ["a cost that no limit holds", `${forward}?product=prompts&cost=1000`, { token: true }],
  ];

  it.each(calls)(
    "is what Next's route answers, headers and body: %s",
    async (_, path, { method = "GET", body, headers, token }) => {
      const direct = await send(path, {
        method,
        headers: {
          ...(body === undefined ? {} : json),
          ...headers,
          ...(token ? { authorization: `Bearer ${owner.token}` } : {}),
        },
        ...(body === undefined ? {} : { body }),
      });
      const throughNext = await callApi(`${method} ${path}`, {
        ...(token ? { token: owner.token } : {}),
        // What an HTTP client sends with a body.
        ...(body === undefined
          ? {}
          : { body, headers: { ...headers, "content-length": String(Buffer.byteLength(body)) } }),
        address: "127.0.0.1",
        via: "next",
      });
      const withoutIds = (body: string) => body.replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, "id");
      expect([direct.status, comparable(direct.headers)]).toEqual([
        throughNext.status,
        comparable(Object.fromEntries(throughNext.headers)),
      ]);
      expect(direct.headers["x-request-id"]).toMatch(/^[0-9a-f-]{36}$/);
      expect(direct.headers["x-content-type-options"]).toBe("nosniff");
      expect(withoutIds(direct.text)).toBe(method === "HEAD" ? "" : withoutIds(throughNext.text));
      clock.advance(60_000);
    },
  );

  const form = { "content-type": "application/x-www-form-urlencoded" };
  const oauthCalls: [title: string, path: string, sent: Sent][] = [
    [
      "a client with a wrong secret",
      "/oauth/token",
      { body: "grant_type=client_credentials&client_id=x&client_secret=y" },
    ],
    ["a grant that is none", "/oauth/token", { body: "grant_type=password" }],
    ["nothing at all", "/oauth/token", {}],
    ["JSON", "/oauth/token", { body: '{"grant_type":"client_credentials"}', headers: json }],
    ["a null character", "/oauth/token", { body: "client_id=%00" }],
    ["a body over 56 KiB", "/oauth/token", { body: `client_id=${"x".repeat(60_000)}` }],
    ["HTTP Basic", "/oauth/token", { body: "grant_type=client_credentials", headers: { authorization: "Basic eDp5" } }],
    ["introspection without a client", "/oauth/introspect", { body: "token=x" }],
    ["revocation without a client", "/oauth/revoke", { body: "token=x&token=y" }],
    ["the keys", "/.well-known/jwks.json", { method: "GET" }],
  ];

  it.each(oauthCalls)(
    "is what Next's route answers for OAuth: %s",
    async (_, path, { method = "POST", body, headers }) => {
      const sent = body === undefined ? {} : { ...form, ...headers };
      const direct = await send(path, { method, headers: sent, ...(body === undefined ? {} : { body }) });
      const length: Record<string, string> =
        body === undefined ? {} : { "content-length": String(Buffer.byteLength(body)) };
      const throughNext = await callApi(`${method} ${path}`, {
        ...(body === undefined ? {} : { body }),
        headers: { ...sent, ...length },
        address: "127.0.0.1",
        via: "next",
      });
      // Both counted on the same address.
      const uncounted = (all: object) =>
        Object.entries(comparable(all)).map(([name, value]) => (/ratelimit/.test(name) ? [name] : [name, value]));
      const [first, second] = [direct.headers, Object.fromEntries(throughNext.headers)].map(uncounted);
      expect([direct.status, direct.text, first?.toSorted()]).toEqual([
        throughNext.status,
        throughNext.text,
        second?.toSorted(),
      ]);
    },
  );

  it("issues, introspects and revokes tokens", async () => {
    const app = await createApp(owner);
    const client = { client_id: app.clientId, client_secret: app.secret };
    const post = async (path: string, fields: Record<string, string>) => {
      const answer = await send(path, { method: "POST", headers: form, body: new URLSearchParams(fields).toString() });
      return { status: answer.status, json: JSON.parse(answer.text) };
    };
    const { json: issued } = await post("/oauth/token", { ...client, grant_type: "client_credentials" });
    const ask = async () => (await post("/oauth/introspect", { ...client, token: issued.access_token })).json;
    expect(await ask()).toMatchObject({ active: true, client_id: app.clientId, scope: "prompts:read prompts:write" });
    expect((await post("/oauth/revoke", { ...client, token: issued.access_token })).status).toBe(200);
    expect(await ask()).toEqual({ active: false });
  });

  it("is every path of the API, also with other methods and spellings; pages are Next's", async () => {
    for (const [method, path, status] of [
      ["GET", verify, 405],
      ["OPTIONS", verify, 204],
      ["POST", `${verify}/`, 404],
      ["POST", `${verify}/x`, 404],
      ["PROPFIND", verify, 405],
      ["GET", `${forward}x`, 404],
      ["GET", "/api/v1/keys", 404],
      ["GET", "/oauth/token", 405],
      ["GET", "/v1", 404],
      ["GET", "/api/v1/%66orward-auth", 404],
      ["POST", `${verify}?x=%00`, 400],
    ] as const) {
      const answer = await send(path, { method });
      expect([method, path, answer.status]).toEqual([method, path, status]);
      expect(answer.headers["x-request-id"]).toMatch(/^[0-9a-f-]{36}$/);
    }
    for (const path of ["/", "/docs", "/v1x", "/openapi.json", "/dashboard"]) {
      expect([path, (await send(path)).text]).toEqual([path, '"next"']);
    }
  });

  it("carries no forged identity or address in, and believes no header of ours from outside", async () => {
    const bound = await createKey(owner, { scopes: ["prompts:read"], ip_allowlist: ["192.0.2.1"] });
    const headers = {
      authorization: `Bearer ${bound.secret}`,
      "x-forwarded-for": "192.0.2.1",
      "x-real-ip": "192.0.2.1",
      "x-latchkey-client": "192.0.2.1",
      "x-latchkey-edge": "guess",
      "x-latchkey-ticket": "guess",
    };
    expect((await send(forward, { headers })).status).toBe(403);
  });
});

describe("the connection", () => {
  it("is kept for the next request, also after refusals", async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const ports = new Set<number | undefined>();
    agent.on("free", (socket) => ports.add(socket.localPort));
    for (let count = 0; count < 3; count++) {
      const answer = await send(verify, { method: "POST", headers: asked(), body: JSON.stringify({ key }), agent });
      expect([answer.status, JSON.parse(answer.text).data.code]).toEqual([200, "VALID"]);
      expect((await send(forward, { agent })).status).toBe(401);
    }
    expect(ports.size).toBe(1);
    agent.destroy();
  });

  it("is closed where a body was not read to its end", async () => {
    const big = await send(verify, { method: "POST", headers: asked(), body: Buffer.alloc(3_000_000, 32) });
    expect([big.status, big.headers.connection]).toEqual([413, "close"]);
    const undeclared = { ...asked(), "transfer-encoding": "chunked" };
    const chunked = await send(verify, { method: "POST", headers: undeclared, body: Buffer.alloc(3_000_000, 32) });
    expect([chunked.status, JSON.parse(chunked.text).errors[0].code]).toEqual([413, "PAYLOAD_TOO_LARGE"]);
  });

  it.each([
    ["is asked for once somebody reads it", asked, '{"key":"x"}', [true, 200, "keep-alive"]],
    ["is not asked for without a credential", () => json, '{"key":"x"}', [false, 401, "close"]],
    ["is not asked for where it is too large", asked, "x".repeat(1_100_000), [false, 413, "close"]],
  ])("a body that its client holds back %s", async (_, headersOf, body, expected) => {
    const headers = { ...headersOf(), expect: "100-continue", "content-length": body.length };
    const agent = new Agent({ keepAlive: true });
    const outgoing = request({ port, host: "127.0.0.1", path: verify, method: "POST", headers, agent });
    let asksForBody = false;
    outgoing.on("continue", () => {
      asksForBody = true;
      outgoing.end(body);
    });
    outgoing.flushHeaders();
    const [answer] = (await once(outgoing, "response")) as [IncomingMessage];
    expect([asksForBody, answer.statusCode, answer.headers.connection]).toEqual(expected);
    outgoing.destroy();
    agent.destroy();
  });

  it("may bring a body byte by byte, while others are answered", async () => {
    const body = JSON.stringify({ key });
    const socket = connect(port, "127.0.0.1");
    const received = text(socket);
    socket.write(
      `POST ${verify} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\nAuthorization: Bearer ${owner.token}\r\nContent-Length: ${body.length}\r\n\r\n`,
    );
    for (const letter of body) {
      socket.write(letter);
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(await received).toMatch(/^HTTP\/1\.1 200 OK/);
  });

  it("may end in the middle of a body without harm to anybody", async () => {
    const socket = connect(port, "127.0.0.1");
    socket.write(
      `POST ${verify} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nAuthorization: Bearer ${owner.token}\r\nContent-Length: 100\r\n\r\n{"key":`,
      () => socket.destroy(),
    );
    await once(socket, "close");
    expect((await send(forward)).status).toBe(401);
  });

  it("serves a hundred questions at once", async () => {
    const { secret } = await createKey(owner, { scopes: ["prompts:read"], rate_limit: 40 });
    const answers = await Promise.all(
      Array.from({ length: 100 }, () =>
        send(verify, { method: "POST", headers: asked(), body: JSON.stringify({ key: secret }) }),
      ),
    );
    expect(answers.filter((answer) => JSON.parse(answer.text).data.valid)).toHaveLength(40);
  });
});
