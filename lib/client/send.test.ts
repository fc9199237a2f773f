import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createClient } from "./client";
import { LatchkeyError } from "./error";
import { oauthTokens } from "./tokens";

type Answering = (response: ServerResponse) => void;

/** What the server answers at each path, in turn; the last answer goes on. */
let answers: Record<string, Answering[]>;
/** What it was asked. */
let asked: string[];
let waits: number[];
let server: Server;
let baseUrl: string;

beforeEach(async () => {
  answers = {};
  asked = [];
  waits = [];
  server = createServer((request, response) => {
    const { method, url = "" } = request;
    asked.push(`${method} ${url}`);
    const queue = answers[url] ?? [];
    const answer = queue.length > 1 ? queue.shift() : queue[0];
    request.resume().once("end", () => (answer ?? json({}, 404))(response));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterEach(() => {
  server.close();
  server.closeAllConnections();
});

const json = (body: unknown, status = 200, headers: Record<string, string> = {}): Answering => {
  return (response) =>
    response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));
};
const page: Answering = (response) => response.writeHead(200, { "content-type": "text/html" }).end("<html>");
const brokenOff: Answering = (response) => {
  response.writeHead(200, { "content-type": "application/json", "content-length": "1000" });
  response.write('{"id":', () => response.destroy());
};
const busy = (retryAfter = "1", headers: Record<string, string> = {}) =>
  json({ error: { code: "UNAVAILABLE", message: "busy" } }, 503, { "retry-after": retryAfter, ...headers });

const noteWait = async (ms: number) => {
  waits.push(ms);
};
const clientOf = (options: Partial<Parameters<typeof createClient>[0]> = {}) =>
  createClient({ baseUrl, apiKey: "key", wait: noteWait, ...options });

async function failureOf(call: Promise<unknown>): Promise<LatchkeyError> {
  const error = await call.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof LatchkeyError)) throw new Error("no LatchkeyError", { cause: error });
  return error;
}

describe("an answer that cannot be read", () => {
  it.each([
    ["breaks off", brokenOff],
    ["is a page", page],
  ])("one that %s is as good as none: what reads is tried again, what changes is not", async (_name, answer) => {
    answers = { "/v1/prompts/1": [answer, json({ id: "1" })], "/v1/prompts/2": [answer] };
    expect((await clientOf().prompts.get({ id: "1" })).id).toBe("1");
    expect(waits).toEqual([1000]);
    const error = await failureOf(clientOf().prompts.delete({ id: "2" }));
    expect([error.status, error.code, error.message]).toEqual([
      0,
      "NETWORK",
      "The answer of the server could not be read",
    ]);
    expect(asked).toEqual(["GET /v1/prompts/1", "GET /v1/prompts/1", "DELETE /v1/prompts/2"]);
  });

  it("a call that is given up while its answer comes rejects with the signal's reason", async () => {
    const giving = new AbortController();
    answers = {
      "/v1/prompts/1": [
        (response) => {
          response.writeHead(200, { "content-type": "application/json" }).write("{");
          giving.abort(new Error("given up"));
        },
      ],
    };
    await expect(clientOf().prompts.get({ id: "1" }, { signal: giving.signal })).rejects.toThrow("given up");
    expect(asked).toHaveLength(1);
  });
});

describe("a 503", () => {
  it("is waited for where trying again does nothing twice", async () => {
    answers = {
      "/v1/prompts": [busy(), json({ id: "1" })],
      "/api/v1/memories/search": [busy(), json({ data: [] })],
      "/v1/prompts/1": [busy()],
    };
    const client = clientOf();
    await client.prompts.create({ name: "Once" });
    await client.memories.search({ query: "it" });
    const error = await failureOf(client.prompts.update({ id: "1", name: "new" }));
    expect([error.status, error.retryAfterSeconds]).toEqual([503, 1]);
    expect(asked).toEqual([
      "POST /v1/prompts",
      "POST /v1/prompts",
      "POST /api/v1/memories/search",
      "POST /api/v1/memories/search",
      "PATCH /v1/prompts/1",
    ]);
  });

  it("may name the date that it asks to wait for, as proxies do", async () => {
    const date = "Sun, 06 Nov 1994 08:49:37 GMT";
    const late = { date: "Sun, 06 Nov 1994 08:49:40 GMT" };
    answers = {
      "/v1/prompts/1": [
        busy("Sun, 06 Nov 1994 08:50:07 GMT", { date }),
        busy(date, late),
        busy("soon", { date }),
        json({ id: "1" }),
      ],
      "/v1/prompts/2": [busy("Sun, 06 Nov 1994 08:51:07 GMT", { date })],
    };
    await clientOf().prompts.get({ id: "1" });
    expect(waits).toEqual([30_000, 0, 4000]);
    expect((await failureOf(clientOf().prompts.get({ id: "2" }))).retryAfterSeconds).toBe(90);
  });
});

describe("a path", () => {
  it.each([[""], ["."], [".."], ["\ud800"]])("holds no %j, which would lead to another endpoint", async (id) => {
    const error = await failureOf(clientOf().customers.deleteWebhook({ id, webhook_id: "wh_1" }));
    expect([error.status, error.code, error.problems[0]?.field]).toEqual([0, "VALIDATION_ERROR", "id"]);
    expect(asked).toEqual([]);
  });

  it("holds whatever else there is, encoded", async () => {
    answers = Object.fromEntries(["...", "%252e%252e", "a%2F.."].map((id) => [`/v1/prompts/${id}`, [json({ id })]]));
    for (const id of ["...", "%2e%2e", "a/.."]) await clientOf().prompts.get({ id });
    expect(asked).toEqual(["GET /v1/prompts/...", "GET /v1/prompts/%252e%252e", "GET /v1/prompts/a%2F.."]);
  });
});

describe("a token endpoint", () => {
  const sourceOf = () => oauthTokens({ clientId: "app", clientSecret: "secret", tokenUrl: `${baseUrl}/oauth/token` });
  const given = json({ access_token: "at_1", expires_in: 3600 });

  it("that is busy or breaks off is asked again, before whatever call, and once for all that wait", async () => {
    answers = {
      "/oauth/token": [busy("2"), brokenOff, given],
      "/v1/prompts/1": [(response) => response.writeHead(204).end()],
    };
    const client = clientOf({ auth: sourceOf() });
    await Promise.all([client.prompts.delete({ id: "1" }), client.prompts.delete({ id: "1" })]);
    expect(asked).toEqual([...Array(3).fill("POST /oauth/token"), ...Array(2).fill("DELETE /v1/prompts/1")]);
    expect(waits).toEqual([2000, 2000, 2000, 2000]);
  });

  it("is waited for as well where it renews a token that was not accepted", async () => {
    answers = {
      "/oauth/token": [given, busy(), given],
      "/v1/prompts/1": [json({}, 401), (response) => response.writeHead(204).end()],
    };
    await clientOf({ auth: sourceOf() }).prompts.delete({ id: "1" });
    expect([asked.length, waits]).toEqual([5, [1000]]);
  });

  it.each([
    ["answers a page", [page]],
    ["breaks off", [brokenOff]],
    ["hangs up", [(response: ServerResponse) => response.destroy()]],
  ])("that %s fails as everything does, with a LatchkeyError", async (_name, queue) => {
    answers = { "/oauth/token": queue };
    const error = await failureOf(clientOf({ auth: sourceOf(), maxRetries: 0 }).prompts.list());
    expect([error.status, error.code]).toEqual([0, "NETWORK"]);
  });

  it("leaves what another source throws to its owner", async () => {
    const auth = () => Promise.reject(new RangeError("signed out"));
    await expect(clientOf({ auth }).prompts.list()).rejects.toThrow(RangeError);
    expect(waits).toEqual([]);
  });
});
