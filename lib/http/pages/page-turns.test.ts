import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { parseTrustedProxies } from "@/lib/http/edge";
import { createEdgeServer, type EdgeServer, listen } from "@/lib/http/http-server";
import { writeNextBuild } from "@/lib/testing/next-build";
import { openPageRoad } from "./page-road";

const crowd = 20;

let root: string;
let edge: EdgeServer;
let port: number;
/** How many answers began in each turn of the event loop in which any did. */
const answersByTurn = new Map<number, number>();

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "page-turns-"));
  await cp("public", join(root, "public"), { recursive: true });
  await writeNextBuild(join(root, "build"));
  const road = await openPageRoad(join(root, "build"), () => Promise.resolve(), new Set());
  const waiting: (() => void)[] = [];
  let turn = 0;
  const countTurns = () => {
    turn += 1;
    setImmediate(countTurns).unref();
  };
  edge = createEdgeServer(
    async (request, response, arrival) => {
      const writeHead = response.writeHead.bind(response);
      Object.assign(response, {
        writeHead(...given: Parameters<typeof writeHead>) {
          answersByTurn.set(turn, (answersByTurn.get(turn) ?? 0) + 1);
          return writeHead(...given);
        },
      });
      const all = new Promise<void>((resolve) => waiting.push(resolve));
      // All of them in one turn, as a busy process finds them.
      if (waiting.length === crowd) {
        countTurns();
        for (const go of waiting) go();
      }
      await all;
      await road.handle(request, response, arrival);
    },
    {
      trustedProxies: parseTrustedProxies("127.0.0.1"),
      isHttps: false,
      onAnswered: () => undefined,
      log: () => undefined,
    },
  );
  port = await listen(edge.server, 0, "127.0.0.1");
});
afterAll(async () => {
  await edge.drain(0);
  await rm(root, { recursive: true });
});

it("a crowd that comes at once is answered over several turns, each of which leaves time for the API", async () => {
  const answers = await Promise.all(
    Array.from({ length: crowd }, () => fetch(`http://127.0.0.1:${port}/_next/static/chunks/a.js`)),
  );
  expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: crowd }, () => 200));
  const each = [...answersByTurn.values()];
  expect(each.reduce((sum, count) => sum + count, 0)).toBe(crowd);
  expect(Math.max(...each)).toBeLessThanOrEqual(4);
});
