import { once } from "node:events";
import { get, type IncomingMessage } from "node:http";
import { text } from "node:stream/consumers";
import { afterEach, describe, expect, it } from "vitest";
import { closeServer } from "@/lib/testing/close-server";
import { countTurns } from "@/lib/testing/count-turns";
import { responseOf } from "./fetch-door";
import { fileAnswer } from "./file-answer";
import { createEdgeServer, type EdgeServer, listen, type RequestHandler } from "./http-server";
import { sendAnswer } from "./send-answer";

const servers: EdgeServer[] = [];

afterEach(async () => {
  for (const { server } of servers.splice(0)) await closeServer(server);
});

const file = (pieces: AsyncIterable<string>) => fileAnswer({ type: "text/csv", filename: "x.csv", pieces });

/** Serves one file before Next; returns the response as it begins. */
async function serve(pieces: AsyncIterable<string>, method = "GET"): Promise<IncomingMessage> {
  const handle: RequestHandler = async (request, response, { standing }) =>
    sendAnswer(request, response, file(pieces), standing);
  const server = createEdgeServer(handle, {
    trustedProxies: [],
    isHttps: false,
    log: () => undefined,
  });
  servers.push(server);
  const port = await listen(server.server, 0, "127.0.0.1");
  const asked = get({ port, host: "127.0.0.1", path: "/v1/x", method, agent: false });
  const [response] = (await once(asked, "response")) as [IncomingMessage];
  return response;
}

/** A file without an end, and whether its source was told to stop. */
function endless(): { pieces: AsyncIterable<string>; seen: { pieces: number; ended: boolean } } {
  const seen = { pieces: 0, ended: false };
  async function* pieces() {
    try {
      for (;;) {
        seen.pieces++;
        yield "x".repeat(64_000);
      }
    } finally {
      seen.ended = true;
    }
  }
  return { pieces: pieces(), seen };
}

/** Waits for what happens in a few turns of the event loop, or fails the test by its time limit. */
async function until(happened: () => boolean): Promise<void> {
  while (!happened()) await new Promise((resolve) => setImmediate(resolve));
}

describe("a file", () => {
  const roads: [string, (pieces: AsyncIterable<string>) => Promise<string>][] = [
    ["through Next", (pieces) => responseOf(file(pieces), new Request("http://localhost:3000")).text()],
    ["before Next", async (pieces) => text(await serve(pieces))],
  ];

  it.each(roads)("lets others have their turn between any two of its pieces, %s", async (_, read) => {
    const { turns, stop } = countTurns();
    const seen: number[] = [];
    async function* pieces() {
      for (const piece of ["a", "b", "c", "d"]) {
        seen.push(turns());
        yield piece;
      }
    }
    const content = await read(pieces());
    stop();
    expect(content).toBe("abcd");
    expect(new Set(seen).size).toBe(4);
  });

  it("is read no further when its client has gone, through Next", async () => {
    const { pieces, seen } = endless();
    const reader = responseOf(file(pieces), new Request("http://localhost:3000")).body?.getReader();
    await reader?.read();
    await reader?.cancel();
    expect(seen.ended).toBe(true);
  });

  it("is read no further when its client has gone, before Next", async () => {
    const { pieces, seen } = endless();
    (await serve(pieces)).destroy();
    await until(() => seen.ended);
  });

  it("is read no faster than its client takes it", async () => {
    const { pieces, seen } = endless();
    const response = await serve(pieces);
    response.pause();
    let before = -1;
    let quiet = 0;
    // The buffers of both sides are filled. Then nothing more is read, however long the client waits.
    await until(() => {
      quiet = seen.pieces === before ? quiet + 1 : 0;
      before = seen.pieces;
      return quiet > 2_000;
    });
    expect(seen.pieces).toBeLessThan(400);
    response.destroy();
    await until(() => seen.ended);
  });

  it("is named, and not read at all, for HEAD", async () => {
    const { pieces, seen } = endless();
    const response = await serve(pieces, "HEAD");
    expect([response.headers["content-disposition"], await text(response)]).toEqual([
      'attachment; filename="x.csv"',
      "",
    ]);
    expect(seen.pieces).toBe(0);
  });

  it("whose source fails ends the connection instead of looking whole", async () => {
    async function* pieces() {
      yield "half";
      throw new Error("the database is away");
    }
    await expect(serve(pieces()).then((response) => text(response))).rejects.toThrow();
  });
});
