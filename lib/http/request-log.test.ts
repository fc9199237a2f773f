import { EventEmitter, once } from "node:events";
import { connect } from "node:net";
import { beforeAll, describe, expect, it, vi } from "vitest";
import type { Log } from "@/lib/platform/log";
import { openApiEdge } from "@/lib/testing/api-edge";
import { openEdge, sendRawTo, sendTo } from "@/lib/testing/edge-server";
import { createKey, createUser, type TestUser } from "@/lib/testing/factories";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import { logRequest } from "./request-log";

useTestRuntime();

let port: number;
let owner: TestUser;
let key: { id: string; secret: string };
let lines: Record<string, unknown>[] = [];

beforeAll(async () => {
  owner = await createUser({ plan: "enterprise" });
  key = await createKey(owner, { scopes: ["prompts:read"] });
});

describe("the request log", () => {
  /** Sends to an edge in front of the whole API, and resolves with the one line that came of it. */
  async function lineOf(sent: Parameters<typeof sendTo>[1]) {
    lines = [];
    const log: Log = (level, event, fields) => lines.push({ level, event, ...fields });
    port = await openApiEdge({ onAnswered: (answered) => logRequest(log, answered) }, "/prompts/[id]");
    const answer = await sendTo(port, sent);
    await vi.waitFor(() => expect(lines).toHaveLength(1), 20_000);
    return { line: lines[0], answer };
  }

  it("names the endpoint by its template, the answer's id and status, and whose credential it was", async () => {
    const { line, answer } = await lineOf({
      path: "/v1/prompts/prompt_that_is_not_there?secret=hidden",
      headers: { authorization: `Bearer ${key.secret}` },
    });
    expect(line).toEqual({
      level: "info",
      event: "request",
      request_id: answer.headers["x-request-id"],
      endpoint: "GET /v1/prompts/{id}",
      status: 404,
      ms: expect.any(Number),
      organization: owner.principal.organizationId,
      credential: key.id,
    });
  });

  it("holds nothing of what was sent: no credential, address, query, header or path", async () => {
    const { line } = await lineOf({
      path: "/v1/prompts/a-path-of-the-caller?q=a-query-of-the-caller",
      headers: { authorization: `Bearer ${key.secret}`, "user-agent": "an-agent-of-the-caller" },
    });
    const said = JSON.stringify(line);
    for (const sent of [key.secret, "127.0.0.1", "of-the-caller"]) expect(said).not.toContain(sent);
  });

  it("names what leads nowhere, what is refused at the edge, and pages, in words that no client chooses", async () => {
    expect((await lineOf({ path: "/v1/there-is-none" })).line).toMatchObject({ endpoint: "unknown path", status: 404 });
    expect((await lineOf({ path: "/v1/%00" })).line).toMatchObject({ endpoint: "edge", status: 400, credential: null });
    expect((await lineOf({ path: "/prompts/7" })).line).toMatchObject({ endpoint: "GET /prompts/[id]", status: 200 });
    expect((await lineOf({ path: "/v1/prompts", headers: { authorization: "Bearer wrong" } })).line).toMatchObject({
      endpoint: "GET /v1/prompts",
      status: 401,
      organization: null,
    });
  });
});

it("what is no HTTP at all is a line too, with the id of its answer", async () => {
  const lines: unknown[] = [];
  const port = await openEdge({
    onAnswered: (answered) => logRequest((_level, _event, fields) => lines.push(fields), answered),
  });
  const answer = await sendRawTo(port, "NONSENSE\r\n\r\n");
  const [, id] = /^x-request-id: (\S+)/im.exec(answer) ?? [];
  expect(lines).toEqual([
    { request_id: id, endpoint: "edge", status: 400, ms: 0, organization: null, credential: null },
  ]);
});

it("a client that hangs up before its answer is whole is told apart", async () => {
  const reached = new EventEmitter();
  const answered = new Promise((resolve) => reached.once("answered", resolve));
  const to = await openEdge({
    handle: async (_, response) => {
      response.writeHead(200);
      response.write("half");
      reached.emit("begun");
    },
    onAnswered: (told) => reached.emit("answered", told),
  });
  const socket = connect(to, "127.0.0.1");
  socket.write("GET /v1/prompts HTTP/1.1\r\nHost: a.test\r\n\r\n");
  await once(reached, "begun");
  socket.destroy();
  expect(await answered).toMatchObject({ status: 200, isWhole: false });
});
