/** Traffic that goes on while processes are replaced. */
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { Agent, type IncomingMessage, type RequestOptions, request as send } from "node:http";
import { text } from "node:stream/consumers";
import { expect } from "playwright/test";

export type Load = {
  /** Resolves after so many more answers that both processes would have been asked, and something was written. */
  more(): Promise<void>;
  /** Ends it; resolves with how often each outcome was met: a status, or the error that the client met. */
  stop(): Promise<ReadonlyMap<string, number>>;
};

/** How many answers lie between two writes: few enough that the limits of an enterprise plan bear them. */
const answersPerWrite = 200;

/**
 * Eight clients that ask without a pause whether `key` may pass, and with a `writer` create a prompt by it now and then. One
 * writes at a time: more that wait for a table which a migration changes are more than one organization may have under way.
 */
export function startLoad(port: number, { key, writer }: { key: string; writer?: string }): Load {
  const outcomes = new Map<string, number>();
  let stopped = false;
  let answers = 0;
  let writing = false;
  const client = async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    while (!stopped) {
      const writes = writer !== undefined && !writing && answers % answersPerWrite === 0;
      answers += 1;
      if (writes) writing = true;
      const outcome = await (writes ? create(port, agent, writer) : ask(port, agent, key));
      if (writes) writing = false;
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    }
    agent.destroy();
  };
  const clients = Array.from({ length: 8 }, client);
  return {
    async more() {
      const from = answers;
      await expect.poll(() => answers - from, { timeout: 60_000 }).toBeGreaterThan(2 * answersPerWrite);
    },
    async stop() {
      stopped = true;
      await Promise.all(clients);
      return outcomes;
    },
  };
}

function ask(port: number, agent: Agent, key: string): Promise<string> {
  const headers = { authorization: `Bearer ${key}` };
  return outcomeOf({ port, agent, path: "/api/v1/forward-auth", headers });
}

/**
 * As a client of the docs does: what found no process, or a database that could not be waited for (503), is sent once more,
 * with the same `Idempotency-Key`.
 */
async function create(port: number, agent: Agent, key: string): Promise<string> {
  const headers = {
    authorization: `Bearer ${key}`,
    "content-type": "application/json",
    "idempotency-key": randomUUID(),
  };
  const post = () =>
    outcomeOf({ port, agent, method: "POST", path: "/v1/prompts", headers }, '{"name":"Load","content":"Hello"}');
  const outcome = await post();
  return /^50[23] /.test(outcome) ? post() : outcome;
}

async function outcomeOf(options: RequestOptions, body?: string): Promise<string> {
  const outgoing = send({ host: "127.0.0.1", ...options });
  outgoing.end(body);
  try {
    const [response] = (await once(outgoing, "response")) as [IncomingMessage];
    const answer = await text(response);
    const { statusCode = 0 } = response;
    // What failed is told whole, so that who reads the outcome knows why.
    return statusCode < 300
      ? String(statusCode)
      : `${statusCode} ${options.method ?? "GET"} ${options.path} ${answer.replaceAll(/req_\w+/g, "")}`;
  } catch (error) {
    return String(error);
  }
}
