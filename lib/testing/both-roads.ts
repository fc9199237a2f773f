import { once } from "node:events";
import { type IncomingMessage, request } from "node:http";
import { text } from "node:stream/consumers";
import { expect } from "vitest";
import { contractTable } from "@/lib/contract-table";
import { routeFiles } from "@/lib/generated/route-files";
import { bindContracts } from "@/lib/http/bindings";
import { createEdgeServer, listen } from "@/lib/http/http-server";
import { beforeNext } from "@/lib/http/node-door";
import { enforce } from "@/middleware";
import { callApi } from "./call-api";
import type { TestClock } from "./test-clock";

/** A request that is sent by both roads. */
export type Sent = { method: string; path: string; headers?: Record<string, string>; body?: string };

/** An answer, with what the transport adds of itself. */
export type RoadAnswer = {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  cookies: string[];
  text: string;
};

/** The two roads that a request may take: before Next on a real connection, and through Next's middleware. */
export type BothRoads = {
  beforeIt(sent: Sent): Promise<RoadAnswer>;
  throughIt(sent: Sent): Promise<RoadAnswer>;
  close(): Promise<void>;
};

/** Opens both; pages are on neither. */
export async function openBothRoads(): Promise<BothRoads> {
  const api = { enforce, bindings: bindContracts(contractTable, routeFiles) };
  const pages = async () => {
    throw new Error("a page was asked for");
  };
  const edge = createEdgeServer(beforeNext(api, pages), { trustedProxies: [], isHttps: false, log: () => undefined });
  const port = await listen(edge.server, 0, "127.0.0.1");
  return {
    async beforeIt({ method, path, headers: given, body }) {
      const headers = { ...lengthOf(body), ...given };
      const outgoing = request({ port, host: "127.0.0.1", path, method, headers, agent: false });
      outgoing.on("error", () => undefined);
      outgoing.end(body);
      const [response] = (await once(outgoing, "response")) as [IncomingMessage];
      const { "set-cookie": cookies = [], ...others } = response.headers;
      return { status: response.statusCode ?? 0, headers: others, cookies, text: await text(response) };
    },
    async throughIt({ method, path, headers = {}, body }) {
      const answer = await callApi(`${method} ${path}`, {
        headers: { ...lengthOf(body), ...headers },
        ...(body === undefined ? {} : { body }),
        address: "127.0.0.1",
        via: "next",
      });
      const { "set-cookie": _cookies, ...headersOf } = Object.fromEntries(answer.headers);
      return {
        status: answer.status,
        headers: headersOf,
        cookies: answer.headers.getSetCookie(),
        // Next sends no body for HEAD.
        text: method === "HEAD" ? "" : answer.text,
      };
    },
    close: () => edge.drain(0),
  };
}

/** In which the usual callers' bursts and minutes are whole again. */
const recoveryMs = 60_000;

/**
 * Sends a request by both roads, expects of both the same answer and returns its status. Limits recover between the two,
 * or only `afterwards`: what remains of them is the same for both then, and less where one counts a request twice.
 */
export function expectAlikeOn(roads: BothRoads, clock: TestClock, passes: "between" | "afterwards" = "between") {
  return async (sent: Sent): Promise<number> => {
    const before = await roads.beforeIt(sent);
    if (passes === "between") clock.advance(recoveryMs);
    const through = await roads.throughIt(sent);
    clock.advance(recoveryMs);
    expect({ sent, ...comparable(before) }).toEqual({ sent, ...comparable(through) });
    expect(before.headers["x-request-id"]).toMatch(/^[0-9a-f-]{36}$/);
    expect(before.headers["x-content-type-options"]).toBe("nosniff");
    return before.status;
  };
}

/** Node's client declares no length for every method. */
const lengthOf = (body?: string): Record<string, string> =>
  body === undefined ? {} : { "content-length": String(Buffer.byteLength(body)) };

const ofTransport = /^(date|connection|keep-alive|content-length|transfer-encoding|x-content-type-options)$/;
/** What is drawn anew for each request, or is a moment of time: that it is there is compared, not its value. */
const ofOneRequest = /^(x-request-id|etag|x-ratelimit-reset)$/;
/** Windows that a minute does not refill, and when each is full again. */
const slowWindows = /(?<="(?:day|month)";r=)\d+|(?<=;t=)\d+/g;

/** An answer without what differs between two equal requests. */
export function comparable({ status, headers, cookies, text: body }: RoadAnswer) {
  // Counts and last uses may be written between the two calls, so neither they nor the tag of their text are compared.
  const counts =
    /("(?:requests_30d|requests|total|succeeded|clientErrors|rateLimited|serverErrors|p50|p95|p99|lastUsedAt|lastUsedIp|last_used_at|last_used_ip|remaining)":)(?:[\d.]+|null|"[^"]*")/g;
  const isOfSlowWindow = /\/(day|month)$/.test(String(headers["x-ratelimit-policy"] ?? ""));
  const busiest = /("top\w+":)\[[^\]]*\]/g;
  const isCount = (name: string) =>
    (name === "etag" && body.search(counts) >= 0) || (name === "x-ratelimit-remaining" && isOfSlowWindow);
  const shown = Object.entries(headers)
    .filter(([name]) => !ofTransport.test(name))
    .map(([name, value]) => [
      name,
      ofOneRequest.test(name) || isCount(name) ? "" : String(value).replaceAll(slowWindows, "n"),
    ])
    .toSorted();
  const named = cookies.map((cookie) => cookie.replace(/=[^;]*/, "=").replace(/Expires=[^;]*/i, "Expires"));
  const withoutIds = body
    .replaceAll(busiest, "$1[]")
    .replaceAll(counts, "$1n")
    .replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, "id")
    .replaceAll(/\b[0-9a-f]{64}\b/g, "random")
    .replaceAll(/("challenge":)"[^"]*"/g, "$1random")
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "time");
  return { status, shown, named, body: withoutIds };
}
