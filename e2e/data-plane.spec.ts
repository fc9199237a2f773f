/** The data plane with a real nginx in front of a small service, by the recipe of the docs. */
import { randomUUID } from "node:crypto";
import type { APIRequestContext } from "playwright/test";
import { type Account, test as base, bearer, expect } from "./fixtures";
import { type Reached, type Running, startGuardedService, startServer } from "./guarded-service";
import { startNginx } from "./nginx";

type Guarded = {
  /** Sends a request through nginx. */
  send(token: string | null, init?: RequestInit & { path?: string }): Promise<Response>;
  /** What passed. */
  reached: Reached[];
};

const test = base.extend<{ guarded: Guarded; platformPort: number }>({
  platformPort: async ({ baseURL }, use) => use(Number(new URL(baseURL ?? "").port)),
  guarded: async ({ platformPort }, use) => {
    const service = await startGuardedService();
    const nginx = await startNginx("docs/data-plane/nginx.conf", {
      "3000": platformPort,
      "9000": service.port,
    });
    await use({ reached: service.reached, send: sender(nginx) });
    await nginx.stop();
    await service.stop();
  },
});

function sender(nginx: Running): Guarded["send"] {
  return (token, { path = "/orders?page=2", headers, ...init } = {}) =>
    fetch(`http://127.0.0.1:${nginx.port}${path}`, {
      ...init,
      headers: { ...headers, ...(token === null ? {} : { authorization: `Bearer ${token}` }) },
    });
}

async function createKey(request: APIRequestContext, { token }: Account, wanted: object = {}) {
  const data = { name: "Client", scopes: ["prompts:read"], ...wanted };
  const created = await request.post("/api/v1/api-keys", { data, ...bearer(token) });
  expect(created.status()).toBe(201);
  const { data: key } = await created.json();
  return { id: key.id as string, secret: key.plainKey as string, organization: key.tenantId as string };
}

test("lets a key through and names its owner to the service, not the identity that the caller claims", async ({
  request,
  account,
  guarded,
}) => {
  const key = await createKey(request, account);
  const forged = Object.fromEntries(
    [
      "organization",
      "key-id",
      "kind",
      "user",
      "scopes",
      "environment",
      "plan",
      "product",
      "status",
      "endpoint",
      "identity",
    ].map((name) => [`x-latchkey-${name}`, "forged"]),
  );
  const body = "x".repeat(300_000);
  const answer = await guarded.send(key.secret, {
    method: "POST",
    body,
    headers: { ...forged, "x-request-id": "forged" },
  });
  expect([answer.status, await answer.text()]).toEqual([200, "served"]);
  expect(guarded.reached).toHaveLength(1);
  const [{ method, url, headers, bytes } = { headers: {} } as Reached] = guarded.reached;
  expect([method, url, bytes]).toEqual(["POST", "/orders?page=2", body.length]);
  expect(JSON.stringify(headers)).not.toMatch(/forged/);
  expect(JSON.stringify(headers)).not.toContain(key.secret);
  expect(Object.fromEntries(Object.entries(headers).filter(([name]) => name.startsWith("x-latchkey-")))).toEqual({
    "x-latchkey-organization": key.organization,
    "x-latchkey-key-id": key.id,
    "x-latchkey-kind": "api-key",
    "x-latchkey-scopes": "prompts:read",
    "x-latchkey-environment": "production",
    "x-latchkey-plan": "free",
    "x-latchkey-product": "prompts",
    "x-latchkey-identity": expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
  });
  expect(answer.headers.get("x-ratelimit-limit")).toBe("60");
  expect(answer.headers.get("x-ratelimit-remaining")).toBe("59");
  expect(answer.headers.get("x-request-id")).toBe(headers["x-request-id"]);
  // A session acts as its user.
  expect((await guarded.send(account.token)).status).toBe(200);
  expect(guarded.reached[1]?.headers["x-latchkey-user"]).toBe(account.id);
});

test("answers 401 without a key that holds, and passes nothing on", async ({ request, account, guarded }) => {
  const missing = await guarded.send(null);
  expect([missing.status, missing.headers.get("www-authenticate")]).toEqual([401, "Bearer"]);
  expect(await missing.json()).toEqual({ error: "unauthorized", message: "Invalid or expired token" });
  for (const token of ["nonsense", `pr_live_${"0".repeat(32)}`, randomUUID()]) {
    const refused = await guarded.send(token);
    expect(refused.status).toBe(401);
    expect(refused.headers.get("www-authenticate")).toMatch(
      /^Bearer error="invalid_token", error_description="[^"]+"$/,
    );
  }
  const key = await createKey(request, account);
  expect((await guarded.send(key.secret)).status).toBe(200);
  expect((await request.delete(`/api/v1/api-keys/${key.id}`, bearer(account.token))).status()).toBe(204);
  const revoked = await guarded.send(key.secret);
  expect([revoked.status, revoked.headers.get("www-authenticate")]).toEqual([
    401,
    'Bearer error="invalid_token", error_description="The access token was revoked"',
  ]);
  expect(guarded.reached).toHaveLength(1);
});

test("answers 403 for a scope that is missing, a test key and an address that is not allowed", async ({
  request,
  account,
  guarded,
}) => {
  const wrong = await createKey(request, account, { scopes: ["prompts:write"] });
  const refused = await guarded.send(wrong.secret);
  expect([refused.status, await refused.json()]).toEqual([403, expect.objectContaining({ error: "forbidden" })]);
  expect(refused.headers.get("www-authenticate")).toContain('error="insufficient_scope"');
  expect(refused.headers.get("www-authenticate")).toContain('scope="prompts:read"');
  const development = await createKey(request, account, { environment: "development" });
  expect((await guarded.send(development.secret)).status).toBe(403);
  const bound = await createKey(request, account, { ip_allowlist: ["192.0.2.1"] });
  const elsewhere = { "x-forwarded-for": "192.0.2.1", "x-real-ip": "192.0.2.1", forwarded: "for=192.0.2.1" };
  expect((await guarded.send(bound.secret, { headers: elsewhere })).status).toBe(403);
  const here = await createKey(request, account, { ip_allowlist: ["127.0.0.1"] });
  expect((await guarded.send(here.secret)).status).toBe(200);
  expect(guarded.reached).toHaveLength(1);
});

test("answers 429 with the limit's headers, and of many at once passes exactly the burst", async ({
  request,
  account,
  guarded,
}) => {
  // Slow to refill: no place comes free while the requests are under way.
  const { secret } = await createKey(request, account, { rate_limit: 5 });
  const answers = await Promise.all(Array.from({ length: 40 }, () => guarded.send(secret)));
  const denied = answers.filter(({ status }) => status === 429);
  expect([answers.filter(({ status }) => status === 200).length, denied.length]).toEqual([5, 35]);
  expect(guarded.reached).toHaveLength(5);
  const [first] = denied;
  expect(Number(first?.headers.get("retry-after"))).toBeGreaterThanOrEqual(1);
  expect(first?.headers.get("x-ratelimit-limit")).toBe("5");
  expect(first?.headers.get("x-ratelimit-remaining")).toBe("0");
  expect(Number(first?.headers.get("x-ratelimit-reset"))).toBeGreaterThan(Date.now() / 1000 - 1);
  expect(await first?.json()).toEqual({
    error: "rate_limited",
    message: "Too many requests, please try again later",
  });
});

test("judges every method, a preflight too", async ({ request, account, guarded }) => {
  const { secret } = await createKey(request, account);
  for (const method of ["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"]) {
    expect([method, (await guarded.send(null, { method })).status]).toEqual([method, 401]);
    expect([method, (await guarded.send(secret, { method })).status]).toEqual([method, 200]);
  }
  expect(guarded.reached.map(({ method }) => method)).toEqual(["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"]);
});

test.describe("when the platform does not decide, no request passes", () => {
  type Stand = { name: string; platform(): Promise<Running | null> };
  const answering = (status: number, headers = {}) =>
    startServer((_, response) => response.writeHead(status, headers).end());
  const stands: Stand[] = [
    { name: "it is down", platform: async () => null },
    { name: "it hangs", platform: () => startServer(() => undefined) },
    { name: "it hangs up", platform: () => startServer((request) => request.socket.destroy()) },
    { name: "it fails", platform: () => answering(500) },
    { name: "it is starting", platform: () => answering(503) },
    { name: "it is something else", platform: () => answering(302, { location: "/sign-in" }) },
    { name: "its URL is wrong", platform: () => answering(404) },
  ];
  for (const { name, platform } of stands) {
    base(name, async () => {
      const standIn = await platform();
      const service = await startGuardedService();
      const nginx = await startNginx("docs/data-plane/nginx.conf", {
        "3000": standIn?.port ?? 9,
        "9000": service.port,
      });
      const startedMs = performance.now();
      const answer = await sender(nginx)("any-key");
      expect([answer.status, answer.headers.get("retry-after")]).toEqual([503, "1"]);
      expect(await answer.json()).toMatchObject({ error: "internal" });
      expect(performance.now() - startedMs).toBeLessThan(10_000);
      expect(service.reached).toEqual([]);
      await nginx.stop();
      await service.stop();
      await standIn?.stop();
    });
  }
});

test("verifying a key over HTTP consumes its limits, by a session of its organization", async ({
  request,
  account,
}) => {
  const { secret } = await createKey(request, account, { rate_limit: 3 });
  const verify = () =>
    request.post("/api/v1/keys/verify", { data: { key: secret, cost: 2 }, ...bearer(account.token) });
  const first = await verify();
  expect(first.status()).toBe(200);
  expect((await first.json()).data).toMatchObject({ valid: true, code: "VALID", product: "prompts" });
  const { data: second } = await (await verify()).json();
  expect(second).toMatchObject({ valid: false, code: "RATE_LIMITED" });
  expect(second.retryAfter).toBeGreaterThanOrEqual(1);
});
