import { execFile } from "node:child_process";
import { once } from "node:events";
import { access, writeFile } from "node:fs/promises";
import { Agent, request } from "node:http";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { promisify } from "node:util";
import { expect, test } from "playwright/test";
import { freePort } from "@/scripts/free-port.mjs";
import { openProductRoom, type ProductRoom } from "./product-process";

let room: ProductRoom;
test.beforeAll(async () => {
  room = await openProductRoom();
});
test.afterAll(() => room.close());

type Sent = { path: string; method?: string; body?: object; headers?: Record<string, string>; agent?: Agent };

async function ask(port: number, { path, method = "GET", body, headers = {}, agent }: Sent) {
  const sent = body === undefined ? "" : JSON.stringify(body);
  const outgoing = request({
    port,
    host: "127.0.0.1",
    path,
    method,
    headers: { ...(sent ? { "content-type": "application/json", "content-length": sent.length } : {}), ...headers },
    agent: agent ?? false,
  });
  outgoing.end(sent);
  const [response] = await once(outgoing, "response");
  return { status: response.statusCode as number, text: await text(response) };
}

test("an operator sees health, metrics and one JSON line for everything, from the start to the end, and no secret", async () => {
  const metricsPort = await freePort();
  const secrets = ["JWT_SECRET", "NEXTAUTH_SECRET", "KEY_PEPPER", "ENCRYPTION_KEY"].map(
    (name) => [name, `${name.toLowerCase()}-that-no-line-may-hold-0123456789`] as const,
  );
  // One of them is a mounted file, as on Kubernetes.
  const file = join(room.dataDir, "jwt-secret");
  await writeFile(file, `${secrets[0]?.[1]}\n`, { mode: 0o600 });
  const given = { ...Object.fromEntries(secrets.slice(1)), JWT_SECRET_FILE: file };
  const server = await room.start({
    env: {
      REQUEST_LOG: "on",
      LOG_LEVEL: "debug",
      METRICS_PORT: String(metricsPort),
      SMTP_URL: "smtp://mailer:a-password-of-mail@127.0.0.1:1",
      ...given,
    },
  });
  await server.ready;
  const { port } = server;

  for (const on of [port, metricsPort]) {
    for (const path of ["/livez", "/version"]) expect((await ask(on, { path })).status).toBe(200);
    // A machine that is busy with other tests may answer late for a moment.
    for (const path of ["/readyz", "/healthz"]) {
      await expect.poll(async () => (await ask(on, { path })).status, { timeout: 60_000 }).toBe(200);
    }
  }
  const { PATH } = process.env;
  const own = { NODE_ENV: "production", PATH, LATCHKEY_DATA_DIR: room.dataDir, PORT: String(port) } as const;
  const look = async () => {
    const doctor = await promisify(execFile)(process.execPath, ["scripts/latchkey.mjs", "doctor", "--json"], {
      env: { ...own, ...given },
    }).catch((error: { stdout: string }) => error);
    const { findings } = JSON.parse(doctor.stdout).data as { findings: { state: string; says: string }[] };
    return findings.filter(({ state, says }) => state === "fail" || says.startsWith("runs and is ready"));
  };
  const ready = { part: "server", state: "ok", says: `runs and is ready on http://127.0.0.1:${port}`, todo: null };
  await expect.poll(look, { timeout: 90_000 }).toEqual([ready]);
  const account = { email: "operator@example.test", password: "a password of the operator" };
  const registered = await ask(port, { path: "/api/auth/register", method: "POST", body: account });
  expect(registered.status).toBe(201);
  const { access_token: token } = JSON.parse(registered.text);
  const authorization = `Bearer ${token}`;
  expect((await ask(port, { path: "/api/user/me?secret=in-a-query", headers: { authorization } })).status).toBe(200);
  await expect
    .poll(async () => (await ask(port, { path: "/status" })).text, { timeout: 60_000 })
    .toContain("Everything works");
  expect((await ask(port, { path: "/metrics" })).status).toBe(404);
  expect((await ask(metricsPort, { path: "/metrics" })).text).toContain(
    'latchkey_http_requests_total{endpoint="GET /api/user/me",class="2xx"} 1',
  );

  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  expect((await ask(port, { path: "/livez", agent })).status).toBe(200);
  server.child.kill("SIGTERM");
  await expect.poll(async () => (await ask(metricsPort, { path: "/readyz" })).status).toBe(503);
  expect(JSON.parse((await ask(port, { path: "/readyz", agent })).text).status).toBe("stopping");
  agent.destroy();
  expect(await server.exited).toBe(0);

  // Where they are all given, none is made.
  await expect(access(join(room.dataDir, "secrets.json"))).rejects.toThrow("ENOENT");
  const lines = server
    .output()
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line) as { event: string; level: string; at: string; [field: string]: unknown });
  for (const line of lines) expect([line.event, line.level, line.at]).toEqual(Array(3).fill(expect.any(String)));
  const events = lines.map(({ event }) => event);
  for (const event of ["configuration", "started", "ready", "request", "stopping", "stopped"]) {
    expect(events).toContain(event);
  }
  const requests = lines
    .filter(({ event }) => event === "request")
    .map(({ endpoint, status }) => `${endpoint} ${status}`);
  expect(requests).toEqual(["POST /api/auth/register 201", "GET /api/user/me 200", "GET /status 200", "no page 404"]);
  const said = server.output();
  for (const secret of [
    ...secrets.map(([, value]) => value),
    "a-password-of-mail",
    account.password,
    token,
    "in-a-query",
  ]) {
    expect(said).not.toContain(secret);
  }
});
