import { EventEmitter, once } from "node:events";
import { Agent, type IncomingMessage, request } from "node:http";
import { connect, type Socket } from "node:net";
import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { afterEach, describe, expect, it } from "vitest";
import { startChild } from "@/lib/testing/child-process";
import { closeServer } from "@/lib/testing/close-server";
import { createEdgeServer, type EdgeOptions, type EdgeServer, listen, type RequestHandler } from "./http-server";

const undo: (() => unknown)[] = [];

afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

type Served = EdgeServer & { port: number };

async function serve(handle: RequestHandler, options: Partial<EdgeOptions> = {}): Promise<Served> {
  const edge = createEdgeServer(handle, { trustedProxies: [], isHttps: false, log: () => undefined, ...options });
  undo.push(() => closeServer(edge.server));
  return { ...edge, port: await listen(edge.server, 0, "127.0.0.1") };
}

const answerAtOnce: RequestHandler = async (_, response) => void response.end("{}");

/** A handler that says when a request has reached it, and answers when it is told to. */
function answerLater() {
  const steps = new EventEmitter();
  let handled = 0;
  const handle: RequestHandler = async (_, response) => {
    handled += 1;
    const released = once(steps, "release");
    steps.emit("reached");
    await released;
    response.end("{}");
  };
  return {
    handle,
    reached: () => once(steps, "reached"),
    release: () => steps.emit("release"),
    handled: () => handled,
  };
}

function keepAlive(): Agent {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  undo.push(() => agent.destroy());
  return agent;
}

async function send(port: number, agent: Agent, method = "GET") {
  const outgoing = request({ port, host: "127.0.0.1", path: "/v1/prompts", method, agent });
  outgoing.end();
  const [response] = (await once(outgoing, "response")) as [IncomingMessage];
  await text(response);
  return { status: response.statusCode, connection: response.headers.connection };
}

/** A connection that goes on sending after the other side has ended. */
async function open(port: number): Promise<Socket> {
  const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true });
  await once(socket, "connect");
  undo.push(() => socket.destroy());
  return socket;
}

/** A drain that has come so far that each answer ends its connection. */
async function startDrain(
  { server, drain }: EdgeServer,
  limitMs: number,
  idleMs?: number,
): Promise<{ stopped: Promise<void> }> {
  const stopped = drain(limitMs, idleMs);
  while (server.listening) await new Promise(setImmediate);
  return { stopped };
}

/** Opens a connection each 30 milliseconds and asks on it, until one is refused; tells what became of all. */
const callUntilRefused = `
  const { connect } = await import("node:net");
  const outcomes = { answered: 0, refused: 0 };
  let under = 0;
  const call = () => {
    under += 1;
    let outcome = "ended";
    const socket = connect({ port: Number(process.env.PORT), host: "127.0.0.1" });
    socket.on("connect", () => socket.write("POST /v1/prompts HTTP/1.1\\r\\nHost: a.test\\r\\nContent-Length: 0\\r\\n\\r\\n"));
    socket.on("data", () => { outcome = "answered"; socket.end(); });
    socket.on("error", ({ code }) => { outcome = code === "ECONNREFUSED" ? "refused" : code; });
    socket.on("close", () => {
      under -= 1;
      outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
      if (outcome === "refused") clearInterval(calling);
      if (outcomes.refused > 0 && under === 0) process.stdout.write(JSON.stringify({ ...outcomes, refused: 1 }));
    });
  };
  const calling = setInterval(call, 30);
`;

const get = "GET /v1/prompts HTTP/1.1\r\nHost: a.test\r\n\r\n";
const post = "POST /v1/behind HTTP/1.1\r\nHost: a.test\r\nContent-Length: 0\r\n\r\n";

describe("while a server stops", () => {
  it("a request under way is answered, and its answer says that the connection ends", async () => {
    const { handle, reached, release } = answerLater();
    const edge = await serve(handle);
    const { port } = edge;
    const under = reached();
    const answer = send(port, keepAlive());
    await under;
    const { stopped } = await startDrain(edge, 60_000);
    release();
    expect(await answer).toEqual({ status: 200, connection: "close" });
    await stopped;
  });

  it("a request that arrives on an idle connection is answered too, for every method", async () => {
    const edge = await serve(answerAtOnce);
    const { port } = edge;
    const agents = Array.from({ length: 24 }, keepAlive);
    for (const agent of agents) expect(await send(port, agent)).toEqual({ status: 200, connection: "keep-alive" });
    const { stopped } = await startDrain(edge, 60_000);
    for (const [index, agent] of agents.entries()) {
      expect(await send(port, agent, index % 2 ? "POST" : "GET")).toEqual({ status: 200, connection: "close" });
    }
    await stopped;
  });

  it("a request that follows an answer which began before the stop is answered as well", async () => {
    const steps = new EventEmitter();
    const edge = await serve(async (_, response) => {
      response.writeHead(200).write("{");
      await once(steps, "release");
      response.end("}");
    });
    const { port } = edge;
    const agent = keepAlive();
    const first = request({ port, host: "127.0.0.1", path: "/v1/prompts", agent });
    first.end();
    const [began] = (await once(first, "response")) as [IncomingMessage];
    const { stopped } = await startDrain(edge, 60_000);
    const whole = text(began);
    steps.emit("release");
    expect([await whole, began.headers.connection]).toEqual(["{}", "keep-alive"]);
    const next = request({ port, host: "127.0.0.1", path: "/v1/prompts", agent });
    next.end();
    const [answer] = (await once(next, "response")) as [IncomingMessage];
    steps.emit("release");
    expect([await text(answer), answer.headers.connection]).toEqual(["{}", "close"]);
    await stopped;
  });

  it("clients whose connections wait to be accepted are answered too", async () => {
    const { port, drain } = await serve(answerAtOnce);
    const answers = Array.from({ length: 30 }, () => send(port, keepAlive()));
    // The system has taken the connections by now, and this process has not yet seen one of them.
    await new Promise(process.nextTick);
    const stopped = drain(60_000, 500);
    expect((await Promise.all(answers)).map(({ status }) => status)).toEqual(Array(30).fill(200));
    await stopped;
  });

  it("those that come while the process is busy are answered, until it takes none any more", async () => {
    const outcomes: Record<string, number> = {};
    for (let round = 0; round < 3; round++) {
      const edge = await serve(answerAtOnce);
      const busy = setInterval(() => {
        // Every turn ends with work, in which connections queue up.
        setImmediate(() => {
          for (const untilMs = performance.now() + 20; performance.now() < untilMs; );
        });
      }, 1);
      const callers = startChild(callUntilRefused, { ...process.env, PORT: String(edge.port) });
      const told = text(callers.stdout as Readable);
      await once(edge.server, "request");
      // The callers end every connection themselves; on a busy machine they may stand still for seconds before they ask.
      await edge.drain(50_000, 40_000);
      clearInterval(busy);
      for (const [outcome, count] of Object.entries(JSON.parse(await told) as Record<string, number>)) {
        outcomes[outcome] = (outcomes[outcome] ?? 0) + count;
      }
    }
    const { answered, refused, ...others } = outcomes;
    expect([(answered ?? 0) > 50, refused]).toEqual([true, 3]);
    // On a machine that is short of time, one of each round may stand still between connecting and sending until we end its connection.
    expect(Object.values(others).reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(3);
  });

  it("no new connection is taken", async () => {
    const { handle, reached, release } = answerLater();
    const edge = await serve(handle);
    const { port } = edge;
    const under = reached();
    const answer = send(port, keepAlive());
    await under;
    const { stopped } = await startDrain(edge, 60_000);
    await expect(open(port)).rejects.toThrow("ECONNREFUSED");
    release();
    await answer;
    await stopped;
  });

  it("idle connections are ended in order after their time, those that never sent anything among them", async () => {
    const { port, drain } = await serve(answerAtOnce);
    const agent = keepAlive();
    await send(port, agent);
    const silent = await open(port);
    const ended = text(silent);
    silent.once("end", () => silent.end());
    await drain(60_000, 50);
    // The end of a stream, not a reset.
    expect(await ended).toBe("");
  });

  it("a request that comes after the end of its connection is not handled", async () => {
    const { handle, reached, release, handled } = answerLater();
    const { port, drain } = await serve(handle);
    const under = reached();
    const busy = send(port, keepAlive());
    await under;
    const late = await open(port);
    const stopped = drain(5_000, 0);
    await once(late.resume(), "end");
    late.end(get);
    release();
    await busy;
    await stopped;
    expect(handled()).toBe(1);
  });

  it("of requests that were sent one behind the other all are answered, and the last answer ends the connection", async () => {
    const { handle, reached, release } = answerLater();
    const edge = await serve(handle);
    const { port } = edge;
    const under = reached();
    const socket = await open(port);
    const answers = text(socket);
    socket.once("end", () => socket.end());
    socket.write(get);
    await under;
    const { stopped } = await startDrain(edge, 60_000);
    const second = reached();
    socket.write(get);
    await second;
    release();
    const parts = (await answers).match(/^connection: .*$/gim);
    expect(parts).toEqual(["Connection: keep-alive", "Connection: close"]);
    await stopped;
  });

  it("what does not finish within the limit is ended", async () => {
    const { handle, reached } = answerLater();
    const { port, drain } = await serve(handle);
    const under = reached();
    const answer = send(port, keepAlive());
    await under;
    await Promise.all([drain(1), expect(answer).rejects.toThrow("socket hang up")]);
  });
});

describe("a connection that is lost", () => {
  it("closes every answer of its requests, also those whose turn did not come", async () => {
    const steps = new EventEmitter();
    const told: unknown[] = [];
    const onAnswered: EdgeOptions["onAnswered"] = ({ method, status, isWhole }) => {
      told.push({ method, status, isWhole });
      if (told.length === 2) steps.emit("told");
    };
    const handle: RequestHandler = async (incoming, response) => {
      if (incoming.method === "GET") return;
      response.writeHead(201).end("{}");
      steps.emit("reached");
    };
    const { port } = await serve(handle, { onAnswered });
    const socket = await open(port);
    const reached = once(steps, "reached");
    const all = once(steps, "told");
    socket.write(get + post);
    await reached;
    socket.destroy();
    await all;
    expect(told).toEqual([
      { method: "GET", status: 200, isWhole: false },
      { method: "POST", status: 201, isWhole: false },
    ]);
  });
});

describe("the last answer of a connection", () => {
  /** A connection, what is heard on it until its end, when the server has done with it, and whether it failed. */
  async function follow({ server, port }: Served) {
    const taken = once(server, "connection") as Promise<[Socket]>;
    const socket = await open(port);
    const failed = new Promise<boolean>((resolve) => socket.on("error", () => undefined).on("close", resolve));
    let answers = "";
    socket.on("data", (bytes) => {
      answers += bytes;
    });
    const [accepted] = await taken;
    return { socket, heard: once(socket, "end").then(() => answers), failed, closed: once(accepted, "close") };
  }

  function countHandled(answer: RequestHandler = answerAtOnce) {
    const handled: unknown[] = [];
    const handle: RequestHandler = (incoming, ...rest) => {
      handled.push(incoming.url);
      return answer(incoming, ...rest);
    };
    return { handle, handled };
  }

  const unreadable = "GET /v1/%00 HTTP/1.1\r\nHost: a.test\r\n\r\n";

  it("is followed by no request where it is a 408, nor by the rest of its own", async () => {
    const { handle, handled } = countHandled();
    const { socket, heard, closed } = await follow(await serve(handle, { headersTimeoutMs: 40 }));
    socket.write("POST /v1/prompts HTTP/1.1\r\nHost: a.test\r\n");
    expect(await heard).toMatch(/^HTTP\/1\.1 408 /);
    socket.end(`Content-Length: 0\r\n\r\n${get}`);
    await closed;
    expect(handled).toEqual([]);
  });

  it("ends it also where it is a 408 and the client does not end it", async () => {
    const { socket, heard, closed } = await follow(await serve(answerAtOnce, { headersTimeoutMs: 40 }));
    socket.write("G");
    expect(await heard).toMatch(/^HTTP\/1\.1 408 /);
    await closed;
  });

  it("is read whole by a client that goes on sending headers which are too large", async () => {
    const { socket, heard, failed } = await follow(await serve(answerAtOnce));
    socket.write(`GET /v1/prompts HTTP/1.1\r\nHost: a.test\r\nX: ${"x".repeat(40_000)}`);
    await once(socket, "data");
    for (let turn = 0; turn < 10; turn += 1) {
      socket.write("x".repeat(6_000));
      await new Promise(setImmediate);
    }
    socket.end();
    expect([await heard, await failed]).toEqual([expect.stringMatching(/^HTTP\/1\.1 431 /), false]);
  });

  it("is followed by no request, sent before it is read or after, where a request was refused", async () => {
    const { handle, handled } = countHandled();
    const { socket, heard, closed } = await follow(await serve(handle));
    socket.write(unreadable + post);
    expect((await heard).match(/HTTP\/1\.1 \d+/g)).toEqual(["HTTP/1.1 400"]);
    socket.end(post);
    await closed;
    expect(handled).toEqual([]);
  });

  it("is followed by no request while it waits for its turn", async () => {
    const later = answerLater();
    const { handle, handled } = countHandled((incoming, response, arrival) =>
      incoming.method === "GET" ? later.handle(incoming, response, arrival) : answerAtOnce(incoming, response, arrival),
    );
    const { socket, heard, closed } = await follow(await serve(handle));
    const reached = later.reached();
    socket.write(get + unreadable + post);
    await reached;
    later.release();
    expect((await heard).match(/HTTP\/1\.1 \d+/g)).toEqual(["HTTP/1.1 200", "HTTP/1.1 400"]);
    socket.end();
    await closed;
    expect(handled).toEqual(["/v1/prompts"]);
  });

  it("is read whole by a client that goes on sending the body of which nothing was asked", async () => {
    const { port } = await serve(answerAtOnce);
    const socket = await open(port);
    const failed: unknown[] = [];
    socket.on("error", (error) => failed.push(error));
    const answer = text(socket);
    const head = ["POST /v1/prompts HTTP/1.1", "Host: localhost", "Connection: close", "Content-Length: 60000", "", ""];
    socket.write(head.join("\r\n"));
    await once(socket, "readable");
    for (let sent = 0; sent < 60_000; sent += 6_000) {
      await new Promise((resolve) => socket.write("x".repeat(6_000), resolve));
    }
    socket.end();
    expect(await answer).toMatch(/^HTTP\/1.1 200 OK/);
    expect(failed).toEqual([]);
  });
});
