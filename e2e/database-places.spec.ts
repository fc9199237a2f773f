/** The product where it listens on IPv6 alone, and its database stands behind a pooler and TLS. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, test } from "playwright/test";
import { freePort } from "@/scripts/free-port.mjs";
import { bearer, register } from "./fixtures";
import { openProductRoom } from "./product-process";

const undo: (() => Promise<unknown>)[] = [];

test.afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

async function startPooledPostgres(): Promise<string> {
  const child = spawn(process.execPath, ["e2e/pooled-postgres.mjs"], { stdio: ["ignore", "pipe", "inherit"] });
  const ended = once(child, "exit");
  undo.push(() => {
    child.kill("SIGTERM");
    return ended;
  });
  const [url] = await Promise.race([once(child.stdout, "data"), ended]);
  return String(url).trim();
}

test("on IPv6 alone, with its database behind PgBouncer in transaction mode and TLS, keys count, limits hold, and a second process is refused", async ({
  playwright,
}) => {
  const env = { DATABASE_URL: await startPooledPostgres(), HOST: "::1" };
  const room = await openProductRoom();
  undo.push(room.close);
  const port = await freePort();
  const publicUrl = `http://[::1]:${port}`;
  const server = await room.start({ port, env: { ...env, PUBLIC_URL: publicUrl } });
  await server.ready;

  const api = await playwright.request.newContext({ baseURL: publicUrl });
  undo.push(() => api.dispose());
  expect(await (await api.get("/readyz")).json()).toMatchObject({ status: "ready" });
  const metadata = await (await api.get("/.well-known/openid-configuration")).json();
  expect(metadata.token_endpoint).toBe(`${publicUrl}/oauth/token`);
  const account = await register(api);
  const made = await (
    await api.post("/api/v1/api-keys", { data: { name: "Key", scopes: ["prompts:read"] }, ...bearer(account.token) })
  ).json();
  const ask = async () => (await api.get("/v1/prompts", bearer(made.key))).status();
  const statuses = new Set<number>();
  while (!statuses.has(429)) statuses.add(await ask());
  expect([...statuses]).toEqual([200, 429]);
  expect((await api.delete(`/api/v1/api-keys/${made.data.id}`, bearer(account.token))).ok()).toBe(true);
  expect(await ask()).toBe(401);

  const second = await room.start({ env });
  expect(await second.exited).toBe(1);
  expect(second.output()).toContain("another process runs on this database");
  server.child.kill("SIGTERM");
  expect(await server.exited).toBe(0);
});
