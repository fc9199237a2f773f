import { once } from "node:events";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { contractTable } from "@/lib/contract-table";
import { routeFiles } from "@/lib/generated/route-files";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import { describeLimits, enforce } from "@/middleware";
import { bindContracts } from "./bindings";
import { createEdgeServer, type EdgeServer, listen } from "./http-server";
import { beforeNext } from "./node-door";

useTestRuntime();

let edge: EdgeServer;
let port: number;

beforeAll(async () => {
  const api = { enforce, bindings: bindContracts(contractTable, routeFiles) };
  const pages = async () => {
    throw new Error("a page was asked for");
  };
  const options = { trustedProxies: [], isHttps: false, describeLimits, log: () => undefined };
  edge = createEdgeServer(beforeNext(api, pages), options);
  port = await listen(edge.server, 0, "127.0.0.1");
});

afterAll(() => edge.drain(0));

async function sendRaw(bytes: string): Promise<{ status: number; headers: Headers }> {
  const socket = connect(port, "127.0.0.1");
  await once(socket, "connect");
  socket.write(bytes);
  const [head = ""] = (await text(socket)).split("\r\n\r\n");
  const [line = "", ...lines] = head.split("\r\n");
  const fields = lines.map((each): [string, string] => [
    each.slice(0, each.indexOf(":")),
    each.slice(each.indexOf(":") + 1),
  ]);
  return { status: Number(line.split(" ")[1]), headers: new Headers(fields) };
}

const host = "Host: x\r\nConnection: close\r\n";
/** The first line's rest and the headers, by path. */
const refusals: [title: string, status: number, bytes: (path: string) => string][] = [
  ["an unreadable query", 400, (path) => `GET ${path}?x=%00 HTTP/1.1\r\n${host}\r\n`],
  ["a Host that is none", 400, (path) => `GET ${path} HTTP/1.1\r\nHost: a b\r\nConnection: close\r\n\r\n`],
  ["no Host", 400, (path) => `GET ${path} HTTP/1.1\r\nConnection: close\r\n\r\n`],
  [
    "two credentials",
    400,
    (path) => `GET ${path} HTTP/1.1\r\n${host}Authorization: Bearer a\r\nAuthorization: Bearer b\r\n\r\n`,
  ],
  ["TRACE", 405, (path) => `TRACE ${path} HTTP/1.1\r\n${host}\r\n`],
  ["another method", 405, (path) => `PROPFIND ${path} HTTP/1.1\r\n${host}\r\n`],
  ["an unknown path", 404, (path) => `GET ${path}/a/b/c/d HTTP/1.1\r\n${host}\r\n`],
  ["another spelling", 404, (path) => `GET ${path}/x.rsc HTTP/1.1\r\n${host}\r\n`],
  ["an expectation", 417, (path) => `GET ${path} HTTP/1.1\r\n${host}Expect: x\r\n\r\n`],
  [
    "large headers",
    431,
    (path) => `GET ${path} HTTP/1.1\r\n${host}Authorization: Bearer ${"a".repeat(40_000)}\r\n\r\n`,
  ],
  ["what is no HTTP", 400, (path) => `GET ${path} HTTP/1.1\r\n${host}Bad Header: y\r\n\r\n`],
];

describe.each(refusals)("what is refused for %s", (_, status, bytes) => {
  it.each([
    ["/v1/prompts", "60", "60/minute"],
    ["/api/v1/memories", "1000", "1000/month"],
    ["/api/v1/api-keys", "100", "100/minute"],
    ["/oauth/token", "600", "600/minute"],
  ])("names its request and the limits of %s, and is not counted on them", async (path, limit, policy) => {
    const answers = [await sendRaw(bytes(path)), await sendRaw(bytes(path))];
    for (const { status: got, headers } of answers) {
      expect(got).toBe(status);
      expect(headers.get("x-request-id")).toMatch(/^[\da-f-]{36}$/);
      const told = (name: string) => headers.get(`x-ratelimit-${name}`);
      expect([told("limit"), told("remaining"), told("policy")]).toEqual([limit, limit, policy]);
      expect(headers.get("ratelimit")).toContain('"burst";r=');
      expect(headers.get("retry-after")).toBeNull();
    }
  });
});

it("describes an endpoint with limits of its own by those, also to a method that it does not have", async () => {
  for (const method of ["TRACE", "PROPFIND"]) {
    const { headers } = await sendRaw(`${method} /api/auth/login HTTP/1.1\r\n${host}\r\n`);
    expect([method, headers.get("x-ratelimit-limit")]).toEqual([method, "10"]);
  }
});
