import { EventEmitter } from "node:events";
import type { IncomingMessage, OutgoingHttpHeaders } from "node:http";
import { describe, expect, test } from "vitest";
import { openEdge, sendTo } from "@/lib/testing/edge-server";
import { edgeRefusal, parseTrustedProxies, readArrival } from "./edge";

/** The client's address that Next is told when the peer sent this `X-Forwarded-For`. */
async function clientOf(chain: string | string[], proxies: string): Promise<unknown> {
  const port = await openEdge({ proxies });
  const { body } = await sendTo(port, { headers: { "x-forwarded-for": chain } });
  return body.headers["x-latchkey-client"];
}

describe("the client's address behind trusted proxies", () => {
  test.each([
    ["one proxy", "203.0.113.7", "203.0.113.7"],
    ["a client that sent the header itself", "1.2.3.4, 203.0.113.7", "203.0.113.7"],
    ["a chain of our own proxies", "203.0.113.7, 10.0.0.2, 10.0.0.3", "203.0.113.7"],
    ["the header sent twice", ["1.2.3.4", "203.0.113.7, 10.0.0.2"], "203.0.113.7"],
    ["a client inside the trusted network", "10.0.0.9, 10.0.0.2", "10.0.0.9"],
    ["garbage next to the last proxy", "203.0.113.7, unknown", "127.0.0.1"],
    ["garbage beyond a proxy", "1.2.3.4, <script>, 10.0.0.2", "10.0.0.2"],
    ["an empty header", "", "127.0.0.1"],
    ["a port", "203.0.113.7:51234", "203.0.113.7"],
    ["IPv6", "2001:DB8:0::7", "2001:db8::7"],
    ["IPv6 with a port", "[2001:db8::7]:443", "2001:db8::7"],
    ["IPv4 written as IPv6", "1.2.3.4, ::ffff:203.0.113.7, ::ffff:10.0.0.2", "203.0.113.7"],
  ])("%s", async (_, chain, client) => {
    expect(await clientOf(chain, "127.0.0.1, 10.0.0.0/8")).toBe(client);
  });

  test("over IPv6, and over IPv4 that a dual-stack socket shows as IPv6", async () => {
    const headers = { "x-forwarded-for": "2001:db8:1::5, 2001:db8:ffff::1" };
    const port = await openEdge({ proxies: "::1, 2001:db8:ffff::/48", host: "::" });
    expect((await sendTo(port, { host: "::1", headers })).body.headers["x-latchkey-client"]).toBe("2001:db8:1::5");
    expect((await sendTo(port, { host: "127.0.0.1", headers })).body.headers["x-latchkey-client"]).toBe("127.0.0.1");
  });

  test("a range that is none is refused by name", () => {
    expect(() => parseTrustedProxies("10.0.0.0/8, 10.0.0.0/99")).toThrow("TRUSTED_PROXIES: 10.0.0.0/99 is neither");
    expect(() => parseTrustedProxies("proxy.internal")).toThrow("proxy.internal");
  });
});

describe("plain HTTP", () => {
  const insecure = { "x-forwarded-proto": "http" };

  test.each([
    ["/v1/prompts", { error: { code: "FORBIDDEN", message: "Use HTTPS: plain HTTP is refused here" } }],
    ["/api/v1/memories", expect.objectContaining({ success: false, error: "forbidden" })],
    ["/oauth/token", { error: "access_denied", error_description: "Use HTTPS: plain HTTP is refused here" }],
  ])("by a trusted proxy's word is refused at %s in its envelope", async (path, body) => {
    const answer = await sendTo(await openEdge({ proxies: "127.0.0.1" }), { path, headers: insecure });
    expect(answer).toMatchObject({ status: 403, body });
  });

  test("reaches pages, and counts for nothing when anyone else says it", async () => {
    expect(
      await sendTo(await openEdge({ proxies: "127.0.0.1" }), { path: "/pricing", headers: insecure }),
    ).toMatchObject({
      status: 200,
    });
    expect(await sendTo(await openEdge(), { headers: insecure })).toMatchObject({ status: 200 });
    expect(
      await sendTo(await openEdge({ proxies: "127.0.0.1" }), { headers: { "x-forwarded-proto": "https" } }),
    ).toMatchObject({ status: 200 });
  });
});

describe("plain HTTP, where the deployment is reached by HTTPS", () => {
  const statusOf = async (options: { proxies?: string }, headers: OutgoingHttpHeaders, path = "/v1/prompts") =>
    (await sendTo(await openEdge({ ...options, isHttps: true }), { path, headers })).status;
  const trusted = { proxies: "127.0.0.1" };

  test("passes from this machine itself; a trusted proxy must say that the client came by HTTPS", async () => {
    expect(await statusOf({}, {})).toBe(200);
    for (const secure of ["https", "HTTPS", "https, https"]) {
      expect([secure, await statusOf(trusted, { "x-forwarded-proto": secure })]).toEqual([secure, 200]);
    }
    expect(await statusOf(trusted, { "x-forwarded-for": "203.0.113.7" })).toBe(403);
    for (const plain of ["http", "https, http", "http, https", "ftp"]) {
      expect([plain, await statusOf(trusted, { "x-forwarded-proto": plain })]).toEqual([plain, 403]);
    }
  });

  test.each([
    ["x-forwarded-proto", "https"],
    ["x-forwarded-for", "203.0.113.7"],
    ["x-forwarded-host", "api.example"],
    ["forwarded", "proto=https"],
    ["via", "1.1 proxy"],
    ["x-real-ip", "203.0.113.7"],
  ])("is refused from a proxy on this machine that is not trusted, known by its %s", async (name, value) => {
    expect(await statusOf({}, { [name]: value })).toBe(403);
    expect(await statusOf({}, { [name]: value }, "/pricing")).toBe(200);
  });

  test("is refused from an address that is not this machine's, also when its headers say HTTPS", () => {
    for (const headers of [{ host: "api.test" }, { host: "api.test", "x-forwarded-proto": "https" }]) {
      const request = { url: "/v1/prompts", method: "GET", rawHeaders: [], socket: { remoteAddress: "192.0.2.7" } };
      const incoming = Object.assign(new EventEmitter(), request, { headers }) as unknown as IncomingMessage;
      expect(edgeRefusal(incoming, readArrival(incoming, [], true), true)?.kind).toBe("forbidden");
      expect(edgeRefusal(incoming, readArrival(incoming, [], false), false)).toBeNull();
    }
  });
});
