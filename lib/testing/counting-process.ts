import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import type { LimitBucket } from "@/lib/access/limiter";
import { LimitsUnavailable } from "@/lib/access/limits-unavailable";
import { openProcessRuntime } from "./process-runtime";

/** What the process is asked: buckets to count on, and how many requests. */
export type CountingQuestion = { buckets: LimitBucket[]; cost: number };

/** What it answers: 200, 429 or 503, and when by the clock that the limits go by. */
export type CountingAnswer = { status: 200 | 429 | 503; atMs: number };

/** A server process of its own that does nothing but count: the product's runtime, its place in the database, its limiter. */
export async function startCountingProcess(env: NodeJS.ProcessEnv): Promise<number> {
  const { row, runtime } = await openProcessRuntime(env, { log: () => undefined });
  const server = createServer(async (request, response) => {
    const { buckets, cost } = (await json(request)) as CountingQuestion;
    const begunMs = performance.now();
    let answer: CountingAnswer;
    try {
      const { allowed, atMs } = await runtime.limiter.decide(buckets, cost);
      await runtime.ledger.kept(begunMs);
      answer = { status: allowed ? 200 : 429, atMs };
    } catch (error) {
      if (!(error instanceof LimitsUnavailable)) throw error;
      answer = { status: 503, atMs: 0 };
    }
    // A client that goes on on its connection would hold up the end.
    if (!server.listening) response.setHeader("connection", "close");
    response.end(JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  process.once("SIGTERM", async () => {
    await new Promise((resolve) => server.close(resolve));
    await runtime.close();
    await row.leave();
    process.exit(0);
  });
  return (server.address() as AddressInfo).port;
}
