/** Two processes behind a real nginx, by the recipe of the docs, which are restarted one after the other under load. */
import { once } from "node:events";
import { Agent, type IncomingMessage, request as send } from "node:http";
import { text } from "node:stream/consumers";
import { expect, test } from "playwright/test";
import { startRedisServer } from "@/lib/testing/redis-server";
import { bearer, register } from "./fixtures";
import { startNginx } from "./nginx";
import { openProductRoom, type ProductProcess } from "./product-process";

const undo: (() => Promise<unknown>)[] = [];

test.afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

test("a rolling restart of two processes behind nginx fails no request, whatever its method", async ({
  playwright,
}) => {
  test.setTimeout(300_000); // four starts, on two cores that carry the load as well
  const redis = await startRedisServer();
  undo.push(redis.stop);
  const room = await openProductRoom();
  undo.push(room.close);
  const env = { REDIS_URL: redis.url, TRUSTED_PROXIES: "127.0.0.1" };
  const start = async (port?: number): Promise<ProductProcess> => {
    const server = await room.start({ env, ...(port === undefined ? {} : { port }) });
    await server.ready;
    return server;
  };
  const processes = [await start(), await start()];
  const [first, second] = processes.map(({ port }) => port) as [number, number];
  const nginx = await startNginx("docs/operations/nginx.conf", { "3000": first, "3001": second });
  undo.push(nginx.stop);

  const api = await playwright.request.newContext({ baseURL: `http://127.0.0.1:${nginx.port}` });
  undo.push(() => api.dispose());
  const account = await register(api);
  const created = await api.post("/api/v1/api-keys", { data: { name: "Load" }, ...bearer(account.token) });
  const { key } = await created.json();

  const load = startLoad(nginx.port, key);
  for (const { port } of [...processes]) {
    const old = processes.shift();
    old?.child.kill("SIGTERM");
    expect(await old?.exited).toBe(0);
    await load.more();
    processes.push(await start(port));
    await load.more();
  }
  const outcomes = await load.stop();
  expect([...outcomes.keys()].sort()).toEqual(["GET 200", "POST 200"]);
});

/** 16 clients that ask without a pause: who a key belongs to, and whether it may pass. */
function startLoad(port: number, key: string) {
  const outcomes = new Map<string, number>();
  let stopped = false;
  let answers = 0;
  const client = async (method: "GET" | "POST") => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    while (!stopped) {
      const outcome = `${method} ${await ask(port, agent, key, method)}`;
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
      answers += 1;
    }
    agent.destroy();
  };
  const clients = Array.from({ length: 16 }, (_, place) => client(place % 2 ? "POST" : "GET"));
  return {
    /** Resolves after so many more answers that both processes would have been asked. */
    async more() {
      const from = answers;
      await expect.poll(() => answers - from, { timeout: 60_000 }).toBeGreaterThan(200);
    },
    async stop() {
      stopped = true;
      await Promise.all(clients);
      return outcomes;
    },
  };
}

/** The status, or the error that the client met. */
async function ask(port: number, agent: Agent, key: string, method: "GET" | "POST"): Promise<string> {
  const path = method === "GET" ? "/api/v1/forward-auth" : "/api/v1/keys/verify";
  const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" };
  const outgoing = send({ port, host: "127.0.0.1", path, method, agent, headers });
  outgoing.end(method === "GET" ? undefined : JSON.stringify({ key }));
  try {
    const [response] = (await once(outgoing, "response")) as [IncomingMessage];
    await text(response);
    return String(response.statusCode);
  } catch (error) {
    return String(error);
  }
}
