import type { OutgoingHttpHeaders } from "node:http";
import { describe, expect, test } from "vitest";
import { echo, openEdge, sendRawTo, sendTo } from "@/lib/testing/edge-server";
import { Answer } from "./answer";
import { edgeSecret } from "./edge-identity";
import { createEdgeServer, listen, type RequestHandler } from "./http-server";
import { sendAnswer } from "./send-answer";

describe("headers from outside", () => {
  const forged = {
    "X-Latchkey-Client": "8.8.8.8",
    "x-latchkey-edge": "guess",
    "x-latchkey-ticket": "forged",
    "x-latchkey-anything": "forged",
    "X-Middleware-Subrequest": "middleware:middleware",
    "x-middleware-rewrite": "/admin",
  };
  const fromProxy = {
    "X-Forwarded-For": "8.8.8.8",
    "x-forwarded-host": "evil.example",
    "x-forwarded-proto": "https",
    "x-forwarded-port": "443",
    forwarded: "for=8.8.8.8",
    "x-real-ip": "8.8.8.8",
  };

  test.each(["", "127.0.0.1"])("of ours and of Next's own never arrive, trusted proxies: «%s»", async (proxies) => {
    const { body } = await sendTo(await openEdge({ proxies }), { headers: forged });
    const names = Object.keys(body.headers).filter((name) => /^x-(latchkey|middleware)-/.test(name));
    expect(names.sort()).toEqual(["x-latchkey-client", "x-latchkey-edge", "x-latchkey-request-id"]);
    expect(body.headers).toMatchObject({ "x-latchkey-client": "127.0.0.1", "x-latchkey-edge": edgeSecret() });
    expect(body.headers["x-latchkey-request-id"]).toMatch(/^[0-9a-f]{8}-[0-9a-f-]{27}$/);
    expect(body.raw).not.toMatch(/forged|guess|subrequest|8\.8\.8\.8/i);
  });

  test("that only a proxy may send are removed from everyone else's requests", async () => {
    const { body } = await sendTo(await openEdge({ proxies: "10.0.0.0/8" }), {
      headers: { ...fromProxy, accept: "text/x" },
    });
    expect(Object.keys(body.headers).filter((name) => /forwarded|real-ip/.test(name))).toEqual([]);
    expect(body.raw).not.toMatch(/8\.8\.8\.8|evil/);
    expect(body.headers).toMatchObject({ "x-latchkey-client": "127.0.0.1", accept: "text/x" });
  });

  test("are all read, so that none hides what a trusted proxy said behind them", async () => {
    const many = Object.fromEntries(Array.from({ length: 1_100 }, (_, place) => [`A${place}`, "x"]));
    const headers = { ...many, "X-Forwarded-For": "203.0.113.7" };
    const { body } = await sendTo(await openEdge({ proxies: "127.0.0.1" }), { headers });
    expect(body.headers["x-latchkey-client"]).toBe("203.0.113.7");
  });

  test("that a trusted proxy sends are kept", async () => {
    const { body } = await sendTo(await openEdge({ proxies: "127.0.0.0/8" }), { headers: fromProxy });
    expect(body.headers).toMatchObject({ "x-forwarded-host": "evil.example", "x-forwarded-proto": "https" });
    expect(body.headers["x-latchkey-client"]).toBe("8.8.8.8");
  });
});

describe("what Next's client asks pages for", () => {
  const asked = {
    RSC: "1",
    "Next-Router-State-Tree": "tree",
    "next-router-prefetch": "1",
    "next-url": "/elsewhere",
    "x-nextjs-data": "1",
    "Next-Action": "id",
  };
  const arrived = ({ headers, raw }: { headers: object; raw: string }) => [
    ...[...Object.keys(headers), ...raw.split(" ")].filter((name) => /^(rsc$|next-|x-nextjs)/i.test(name)),
  ];

  test.each(["/v1/prompts", "/API/v1/memories", "/.well-known/jwks.json"])("never arrives at %s", async (path) => {
    const { body } = await sendTo(await openEdge(), { path, headers: { ...asked, accept: "text/x" } });
    expect(arrived(body)).toEqual([]);
    expect(body.headers).toMatchObject({ accept: "text/x" });
  });

  test("arrives at pages", async () => {
    expect(arrived((await sendTo(await openEdge(), { path: "/dashboard", headers: asked })).body)).toHaveLength(12);
  });
});

describe("what every response says", () => {
  const unparsed = "GET /api/v1/memories HTTP/1.1\r\nHost: x\r\nBad Header: y\r\n\r\n";

  test.each(["/v1/prompts", "/pricing", "/v1/%00"])("%s: that its type is no guess", async (path) => {
    const { headers } = await sendTo(await openEdge(), { path });
    expect(headers["x-content-type-options"]).toBe("nosniff");
    expect(headers).not.toHaveProperty("strict-transport-security");
  });

  test("to stay with HTTPS, where that is what browsers reach us by", async () => {
    const port = await openEdge({ isHttps: true, proxies: "127.0.0.1" });
    const told = async (path: string, headers: OutgoingHttpHeaders) =>
      (await sendTo(port, { path, headers })).headers["strict-transport-security"];
    for (const path of ["/v1/prompts", "/pricing", "/v1/%00"]) {
      expect(await told(path, { "x-forwarded-proto": "https" })).toBe("max-age=31536000");
      // RFC 6797 section 7.2: never over plain HTTP.
      for (const headers of [{}, { "x-forwarded-proto": "http" }]) expect(await told(path, headers)).toBeUndefined();
    }
    expect(await sendRawTo(port, unparsed)).not.toContain("strict-transport-security");
  });

  test("once: what the edge, the answer itself and its sending say alike", async () => {
    const saysItself: RequestHandler = async (incoming, response, { standing }) =>
      sendAnswer(
        incoming,
        response,
        new Answer(200, { "content-length": "1", connection: "close", "x-content-type-options": "nosniff" }, "four"),
        standing,
      );
    const unread = "Host: x\r\nTransfer-Encoding: chunked\r\n\r\n";
    const port = await openEdge({ handle: saysItself });
    for (const path of ["/v1/prompts", "/v1/%00", "/pricing", "/pricing/%00"]) {
      const answer = await sendRawTo(port, `POST ${path} HTTP/1.1\r\n${unread}`);
      const names =
        answer
          .slice(0, answer.indexOf("\r\n\r\n"))
          .toLowerCase()
          .match(/^[a-z-]+(?=:)/gm) ?? [];
      expect(names).toEqual(expect.arrayContaining(["content-length", "connection", "x-content-type-options"]));
      expect(names.toSorted()).toEqual([...new Set(names)].toSorted());
    }
  });

  test("to scripts of any origin, why an API path was refused; of a page, nothing", async () => {
    const port = await openEdge();
    const { headers } = await sendTo(port, { path: "/v1/%00" });
    expect(headers["access-control-allow-origin"]).toBe("*");
    expect(headers["access-control-expose-headers"]).toContain("x-request-id");
    expect((await sendTo(port, { path: "/pricing/%00" })).headers).not.toHaveProperty("access-control-allow-origin");
    const answer = await sendRawTo(port, unparsed);
    expect(answer).toContain("access-control-allow-origin: *\r\n");
    expect(answer).toContain("x-content-type-options: nosniff\r\n");
  });
});

describe("what Next would stumble over", () => {
  const nested = { error: { code: "VALIDATION_ERROR", message: "The URL is not valid" } };
  const flat = expect.objectContaining({ success: false, error: "invalid_request" });
  const nestedNotFound = { error: { code: "NOT_FOUND", message: "There is no such endpoint" } };
  const flatNotFound = expect.objectContaining({ success: false, error: "not_found" });

  test.each([
    ["/v1/%00", nested],
    ["/v1/prompts/%zz", nested],
    ["/v1/%", nested],
    ["/v1/%c3%28", nested],
    ["/v1\\prompts", nested],
    ["//evil.example/v1", nested],
    ["//<script>", nested],
    ["//[^", nested],
    ["/\\^", nested],
    ["/\\`", nested],
    ["/api/v1/%ff", flat],
    ["/api/v1/a%00b?x=1", flat],
    ["http://evil.example/v1/prompts", nested],
    ["/v1/%2500", nested],
    ["/dashboard/api-keys/%2500", nested],
    ["/v1/prompts?search=%00", nested],
    ["/api/v1/memories?q=a%00b&limit=1", flat],
    ["/api/v1/memories?%00?", flat],
    ["/dashboard?search=a?%00", nested],
    ["/pricing/../api/v1/memories", nested],
    ["/pricing/%2E./v1/prompts", nested],
    ["/api/v1/memories/.", flat],
    ["/api#/v1", nested],
  ])("%s is a 400 in the path's envelope", async (path, body) => {
    const answer = await sendTo(await openEdge(), { path });
    expect(answer).toMatchObject({ status: 400, body });
    expect(answer.headers["x-request-id"]).toMatch(/^[0-9a-f-]{36}$/);
    expect(answer.headers["content-type"]).toBe("application/json");
  });

  test("a broken query is no reason to refuse", async () => {
    expect(await sendTo(await openEdge(), { path: "/v1/prompts?q=%ff%2500/../&x=%" })).toMatchObject({ status: 200 });
  });

  test.each([
    ["/v1/prompts.rsc", nestedNotFound],
    ["/api/v1/memories%2ersc?x=1", flatNotFound],
    ["/v1.rsc", nestedNotFound],
    ["/_next/data/build/v1/prompts.json", nestedNotFound],
    ["/_next%2Fdata/build/v1/prompts.json", nestedNotFound],
    ["/%61pi/v1/memories", flatNotFound],
    ["/%761/prompts", nestedNotFound],
    ["/api%2Fv1/memories", flatNotFound],
    ["/oauth%2ftoken", expect.objectContaining({ error_description: "There is no such endpoint" })],
  ])("%s, another way to an API path's route, is a 404 in its envelope", async (path, body) => {
    expect(await sendTo(await openEdge(), { path })).toMatchObject({ status: 404, body });
  });

  test.each(["/.well-known/jwks.json", "/API/v1/memories", "/api/v1/memories/a%2Fb", "/pricing/%61bout", "/%2561pi"])(
    "%s is left to Next",
    async (path) => {
      expect(await sendTo(await openEdge(), { path })).toMatchObject({ status: 200 });
    },
  );

  test("two Authorization headers are a 400 in any case of their letters; one is fine", async () => {
    const port = await openEdge();
    const twice =
      "GET /api/v1/memories HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer a\r\nAUTHORIZATION: Bearer b\r\n\r\n";
    const [head = "", body = ""] = (await sendRawTo(port, twice)).split("\r\n\r\n");
    expect(head).toMatch(/^HTTP\/1\.1 400 /);
    expect(JSON.parse(body)).toMatchObject({ success: false, message: "Send one Authorization header" });
    expect(await sendTo(port, { headers: { authorization: "Bearer a" } })).toMatchObject({ status: 200 });
  });

  test.each(["a b", "evil.example/path", "user@host", "host:port"])("the Host «%s» is a 400", async (host) => {
    expect(await sendTo(await openEdge(), { headers: { host } })).toMatchObject({ status: 400 });
  });

  test.each(["localhost:3000", "api.example.com", "127.0.0.1", "[::1]:3000"])("the Host «%s» is fine", async (host) => {
    expect(await sendTo(await openEdge(), { headers: { host } })).toMatchObject({ status: 200 });
  });

  test("a large credential still reaches the gate; beyond 32 KiB it is a 431 in the path's envelope", async () => {
    const port = await openEdge();
    const withCredential = (length: number) => ({ headers: { authorization: `Bearer ${"a".repeat(length)}` } });
    expect(await sendTo(port, withCredential(24_000))).toMatchObject({ status: 200 });
    expect(await sendTo(port, { ...withCredential(40_000), path: "/api/v1/api-keys" })).toMatchObject({
      status: 431,
      body: { success: false, message: "The headers are larger than 32 KiB" },
    });
  });

  test("what is no HTTP is a 400 with JSON, and the connection ends", async () => {
    const port = await openEdge();
    for (const bytes of ["GARBAGE\r\n\r\n", "GET /v1/prompts HTTP/1.1\r\nHost: x\r\nBad Header: y\r\n\r\n"]) {
      const [head = "", body = ""] = (await sendRawTo(port, bytes)).split("\r\n\r\n");
      expect(head).toMatch(/^HTTP\/1\.1 400 /);
      expect(JSON.parse(body)).toMatchObject({ error: { code: "VALIDATION_ERROR" } });
    }
  });

  test("a request to change the protocol is an ordinary request", async () => {
    const headers = { connection: "Upgrade", upgrade: "websocket", "x-latchkey-ticket": "forged" };
    const { status, body } = await sendTo(await openEdge(), { headers });
    expect(status).toBe(200);
    expect(body.headers).not.toHaveProperty("x-latchkey-ticket");
  });

  test("a handler that throws is a 500 in the path's envelope that tells nothing", async () => {
    const port = await openEdge({ handle: () => Promise.reject(new Error("secret detail")) });
    const answer = await sendTo(port, { path: "/api/v1/memories" });
    expect(answer).toMatchObject({ status: 500, body: { error: "internal" } });
    expect(JSON.stringify(answer.body)).not.toContain("secret detail");
  });
});

test("a port in use is named", async () => {
  const port = await openEdge();
  const second = createEdgeServer(echo, { trustedProxies: [], isHttps: false, log: () => undefined });
  await expect(listen(second.server, port, "127.0.0.1")).rejects.toThrow(`PORT ${port} is in use`);
});

describe("an expectation that cannot be met", () => {
  test.each([
    ["/v1/prompts", { error: { code: "EXPECTATION_FAILED" } }],
    ["/api/v1/memories", { success: false, errors: [{ code: "EXPECTATION_FAILED" }], error: "invalid_request" }],
  ])("is a 417 in the envelope of %s, with the request's id", async (path, body) => {
    const answer = await sendTo(await openEdge(), { path, headers: { expect: "a miracle" } });
    expect([answer.status, answer.body]).toMatchObject([417, body]);
    expect(answer.headers["x-request-id"]).toMatch(/^[0-9a-f-]{36}$/);
  });
});

test("a fault before there is an answer ends its connection, and nobody else's", async () => {
  let faults = 1;
  const port = await openEdge({
    answerFirst: () => {
      if (faults-- > 0) throw new Error("a fault of ours");
      return false;
    },
  });
  await expect(sendTo(port)).rejects.toThrow("socket hang up");
  expect((await sendTo(port)).status).toBe(200);
});
