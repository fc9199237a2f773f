/** The API through the real Next: `next start` on the build, beside our server on one database. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { startRedisServer } from "@/lib/testing/redis-server";
import { freePort } from "@/scripts/free-port.mjs";
import { bearer, expect, register, signIn, test } from "./fixtures";
import { openProductRoom } from "./product-process";
import { type RawAnswer, sendRaw } from "./raw-http";

const undo: (() => Promise<unknown>)[] = [];
test.afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

const nextAlone = [process.execPath, "node_modules/next/dist/bin/next", "start"];

/** Next says of each handler's answer what it chooses pages by, and whose handler it was. */
const ofTransport = /^(connection|content-length|date|keep-alive|transfer-encoding|vary|x-middleware-rewrite)$/;
/** That they are there is compared, not their value. */
const ofOneRequest = /^(etag|ratelimit|x-request-id|x-ratelimit-(remaining|reset))$/;

function comparable({ status, headers, body }: RawAnswer) {
  const shown = [...headers].filter(([name]) => !ofTransport.test(name));
  return {
    status,
    headers: Object.fromEntries(shown.map(([name, value]) => [name, ofOneRequest.test(name) ? "" : value])),
    body: body.replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, "id").replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "time"),
  };
}

test("Next without our server in front answers the API as ours does, from the same database, and ends in order", async ({
  playwright,
}) => {
  test.setTimeout(600_000); // three starts, on two cores that other tests use as well
  const redis = await startRedisServer();
  undo.push(redis.stop);
  const room = await openProductRoom();
  undo.push(room.close);
  const port = await freePort();
  const ours = `http://localhost:${port}`;
  const env = { PUBLIC_URL: ours, REDIS_URL: redis.url };
  const server = await room.start({ port, env });
  await server.ready;
  const next = await room.start({ command: nextAlone, env });
  const theirs = `http://localhost:${next.port}`;
  await expect(async () => expect((await fetch(`${theirs}/sign-in`)).status).toBe(200)).toPass();

  const api = await playwright.request.newContext({ baseURL: ours });
  undo.push(() => api.dispose());
  const account = await register(api);
  await signIn({ request: api }, account);
  const created = async (path: string, data: object) => {
    const response = await api.post(path, { data, ...bearer(account.token) });
    expect(response.status(), await response.text()).toBe(201);
    return response.json();
  };
  const prompt = await created("/v1/prompts", { name: "Greeting", content: "Hello" });
  await created("/api/v1/customers", { external_id: "studio-9" });
  const page = "https://app.studio.example";
  const wish = { external_id: "studio-9", scopes: ["prompts:read"] };
  const embed = await created("/api/v1/portal/sessions", { ...wish, embed: true, origin: page });
  const link = await created("/api/v1/portal/sessions", wish);
  const opened = { data: { token: link.data.url.split("#token=")[1] }, headers: { "sec-fetch-site": "same-origin" } };
  expect((await api.post("/portal/api/session", opened)).status()).toBe(204);
  const { cookies } = await api.storageState();

  const token = [`Authorization: Bearer ${account.token}`];
  const session = [`Cookie: ${cookies.map(({ name, value }) => `${name}=${value}`).join("; ")}`];
  const samePage = [...session, "Sec-Fetch-Site: same-origin"];
  const derived = `/api/dashboard/v1/prompts/${prompt.id}`;
  const rename = JSON.stringify({ name: "Welcome" });
  const requests: [status: number, line: string, headers: string[], body?: string][] = [
    [200, "GET /api/dashboard/v1/prompts", samePage],
    [200, `GET ${derived}`, samePage],
    [200, `HEAD ${derived}`, samePage],
    [200, `PATCH ${derived}`, samePage, rename],
    [400, `PATCH ${derived}`, samePage, "{"],
    [403, `PATCH ${derived}`, [...session, "Sec-Fetch-Site: cross-site"], rename],
    [404, "GET /api/dashboard/v1/prompts/a%2Fb", samePage],
    [401, "GET /api/dashboard/v1/prompts", ["Sec-Fetch-Site: same-origin"]],
    [401, "GET /api/dashboard/v1/prompts", token],
    [200, "GET /api/v1/portal/session", [`Authorization: Bearer ${embed.data.token}`, `Origin: ${page}`]],
    [403, "GET /api/v1/portal/session", token],
    [200, "GET /portal/api/session", samePage],
    [401, "GET /portal/api/session", []],
    [200, `GET /v1/prompts/${prompt.id}`, token],
    [200, `PATCH /v1/prompts/${prompt.id}`, token, rename],
    [401, `GET /v1/prompts/${prompt.id}`, ["Authorization: Bearer nonsense"]],
    [404, "GET /v1/prompts/none", token],
    [404, "GET /v1/nothing", token],
    [404, "GET /.well-known/nothing", []],
    [405, "PUT /v1/prompts", token],
    [204, "OPTIONS /v1/prompts", [`Origin: ${page}`]],
    [200, "GET /.well-known/openid-configuration", []],
  ];
  for (const [status, line, headers, body = ""] of requests) {
    const sent =
      body === "" ? headers : [...headers, "Content-Type: application/json", `Content-Length: ${body.length}`];
    const asked = [`${line} HTTP/1.1`, ...sent];
    const [before, through] = [await sendRaw(ours, asked, body), await sendRaw(theirs, asked, body)];
    expect.soft({ line, ...comparable(through) }).toEqual({ line, ...comparable(before) });
    expect.soft([line, before.status]).toEqual([line, status]);
  }
  expect((await fetch(theirs)).status).toBe(200);

  // Alone it counts in memory, as our server does without Redis.
  const refused = await room.start({ command: nextAlone, env: { PUBLIC_URL: ours } });
  expect(await refused.exited).toBe(1);
  expect(refused.output()).toContain("REDIS_URL");

  server.child.kill("SIGTERM");
  expect(await server.exited).toBe(0);
  next.child.kill("SIGTERM");
  expect(await next.exited).toBe(143);
  // The process that leaves last stops the embedded PostgreSQL.
  expect(existsSync(join(room.dataDir, "postgres", "postmaster.pid"))).toBe(false);
});
