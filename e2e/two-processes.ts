/** Two processes with one Redis behind a real nginx, by the recipe of the docs. */
import type { APIRequestContext, PlaywrightWorkerArgs } from "playwright/test";
import { startRedisServer } from "@/lib/testing/redis-server";
import { bearer, expect, register } from "./fixtures";
import { startNginx } from "./nginx";
import { openProductRoom, type ProductProcess, type ProductRoom } from "./product-process";

export type TwoProcesses = {
  room: ProductRoom;
  /** What every process is started with. */
  env: Readonly<Record<string, string>>;
  /** Starts a process, on the port and by the command that are named; resolves when it is ready. */
  start(options?: { port?: number; command?: readonly string[] }): Promise<ProductProcess>;
  processes: [ProductProcess, ProductProcess];
  /** Where nginx listens. */
  port: number;
  /** Asks by nginx. */
  api: APIRequestContext;
  account: Awaited<ReturnType<typeof register>>;
  /** The secret of a key of the account's, for the load. */
  key: string;
};

/** Starts them, with an account and its key; each step that ends something of it is added to `undo`. */
export async function startTwoProcesses(
  playwright: PlaywrightWorkerArgs["playwright"],
  undo: (() => Promise<unknown>)[],
): Promise<TwoProcesses> {
  const redis = await startRedisServer();
  undo.push(redis.stop);
  const room = await openProductRoom();
  undo.push(room.close);
  const env = { REDIS_URL: redis.url, TRUSTED_PROXIES: "127.0.0.1" };
  const start: TwoProcesses["start"] = async (options = {}) => {
    const server = await room.start({ env, ...options });
    await server.ready;
    // As whatever spreads requests does: on a busy machine a process that has just begun to serve may not be ready for a moment.
    await expect.poll(() => readiness(server.port), { timeout: 60_000 }).toBe(200);
    return server;
  };
  const processes: TwoProcesses["processes"] = [await start(), await start()];
  const [first, second] = processes;
  const nginx = await startNginx("docs/operations/nginx.conf", { "3000": first.port, "3001": second.port });
  undo.push(nginx.stop);

  const api = await playwright.request.newContext({ baseURL: `http://127.0.0.1:${nginx.port}` });
  undo.push(() => api.dispose());
  const account = await register(api);
  const created = await api.post("/api/v1/api-keys", { data: { name: "Load" }, ...bearer(account.token) });
  const { key } = await created.json();
  return { room, env, start, processes, port: nginx.port, api, account, key };
}

async function readiness(port: number): Promise<number> {
  return (await fetch(`http://127.0.0.1:${port}/readyz`)).status;
}
