/** nginx, Caddy and HAProxy, as Debian has them, in front of the product by the recipes that are told to operators. */
import { randomUUID } from "node:crypto";
import type { RequestListener } from "node:http";
import { expect, test } from "playwright/test";
import { freePort } from "@/scripts/free-port.mjs";
import { password } from "./fixtures";
import { startGuardedService, startServer } from "./guarded-service";
import { openProductRoom } from "./product-process";
import { hosts, type StandingProxy, startEach } from "./proxies";
import { type Certificate, makeCertificate } from "./proxy-process";
import { type TlsCall, tlsClient } from "./tls-client";

test.describe.configure({ mode: "default" });
const publicUrl = `https://${hosts.product}`;
let certificate: Certificate;
let product: number;
const undo: (() => Promise<unknown>)[] = [];

test.beforeAll(async () => {
  certificate = await makeCertificate(Object.values(hosts));
  undo.push(certificate.remove);
  const room = await openProductRoom();
  undo.push(room.close);
  const server = await room.start({ env: { PUBLIC_URL: publicUrl, TRUSTED_PROXIES: "127.0.0.1" } });
  await server.ready;
  product = server.port;
});

test.afterAll(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

/** What a client sends to be taken for another one, or for one that came in the clear. */
const forged = {
  "x-forwarded-for": "192.0.2.1",
  "x-real-ip": "192.0.2.1",
  forwarded: "for=192.0.2.1;proto=http;host=elsewhere.example",
  "x-forwarded-proto": "http",
  "x-forwarded-host": "elsewhere.example",
};
const json = { "content-type": "application/json" };
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
/** An account's address for each proxy: sign-in is limited by address. */
const addresses: Readonly<Record<string, string>> = { nginx: "127.0.0.31", Caddy: "127.0.0.32", HAProxy: "127.0.0.33" };

for (const [name, start] of Object.entries(startEach)) {
  const from = addresses[name] ?? "";

  test(`${name}: clients keep their address whatever they claim, browsers their session, and a service behind it meets only who may pass`, async () => {
    const service = await startGuardedService();
    const proxy = await start({ product, away: await freePort(), service: service.port }, certificate);
    const ask = client(proxy, "product", from);
    const email = `user-${randomUUID()}@example.test`;
    const registered = await ask({
      method: "POST",
      path: "/api/auth/register",
      body: JSON.stringify({ email, password }),
      headers: { ...json, ...forged },
    });
    expect([registered.status, registered.headers["strict-transport-security"]]).toEqual([
      201,
      expect.stringContaining("max-age"),
    ]);
    const { access_token: token } = JSON.parse(registered.text);

    // A key that is bound to the client's address passes from it, and from no other that claims to be it.
    const makeKey = async (wanted: object) => {
      const body = JSON.stringify({ name: "Client", scopes: ["prompts:read"], ...wanted });
      const made = await ask({
        method: "POST",
        path: "/api/v1/api-keys",
        headers: { ...json, ...bearer(token) },
        body,
      });
      expect([made.status, made.text]).toEqual([201, expect.any(String)]);
      return JSON.parse(made.text).key as string;
    };
    const bound = await makeKey({ ip_allowlist: [from] });
    const claimed = { ...forged, "x-forwarded-for": from, "x-real-ip": from, forwarded: `for=${from}` };
    const prompts = { path: "/v1/prompts", headers: { ...forged, ...bearer(bound) } };
    // One of the two processes behind is away all the time: that costs nobody an answer.
    for (let n = 0; n < 6; n++) expect((await ask(prompts)).status).toBe(200);
    expect((await ask({ ...prompts, headers: { ...claimed, ...bearer(bound) }, from: "127.0.0.9" })).status).toBe(403);

    // What is too large is told by the product itself.
    const large = JSON.stringify({ name: "large", content: "x".repeat(1_200_000) });
    const refused = await ask({
      method: "POST",
      path: "/v1/prompts",
      body: large,
      headers: { ...json, ...bearer(token) },
    });
    expect([refused.status, JSON.parse(refused.text).error.code]).toEqual([413, "PAYLOAD_TOO_LARGE"]);

    await signInByCookie(ask, email);

    const call = client(proxy, "service", from);
    const lies = Object.fromEntries(
      ["Organization", "Key-Id", "User", "Scopes", "Endpoint", "Identity"].map((fact) => [
        `X-Latchkey-${fact}`,
        "a lie",
      ]),
    );
    expect((await call({ path: "/orders" })).status).toBe(401);
    expect((await call({ path: "/orders", headers: { ...lies, ...bearer("nonsense") } })).status).toBe(401);
    const other = await makeKey({ scopes: ["prompts:write"] });
    expect((await call({ path: "/orders", headers: bearer(other) })).status).toBe(403);
    expect((await call({ path: "/orders", headers: { ...claimed, ...bearer(bound) }, from: "127.0.0.9" })).status).toBe(
      403,
    );
    expect(service.reached).toEqual([]);
    const body = "x".repeat(300_000);
    const passed = await call({
      path: "/orders?page=2",
      method: "POST",
      body,
      headers: { ...forged, ...lies, ...bearer(bound) },
    });
    expect([passed.status, passed.text]).toEqual([200, "served"]);
    const [arrived] = service.reached;
    expect(arrived).toMatchObject({ method: "POST", url: "/orders?page=2", bytes: body.length });
    expect(arrived?.headers).toMatchObject({
      "x-latchkey-organization": expect.stringMatching(/^[0-9a-f-]{36}$/),
      "x-latchkey-key-id": expect.stringMatching(/^key_/),
      "x-latchkey-scopes": "prompts:read",
      "x-latchkey-identity": expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
      "x-forwarded-for": from,
    });
    expect(JSON.stringify(arrived?.headers)).not.toContain("a lie");
    expect(JSON.stringify(arrived?.headers)).not.toContain(bound);
    const rare = await makeKey({ rate_limit: 1 });
    expect((await call({ path: "/orders", headers: bearer(rare) })).status).toBe(200);
    const limited = await call({ path: "/orders", headers: bearer(rare) });
    expect([limited.status, limited.headers["x-ratelimit-remaining"]]).toEqual([429, "0"]);
    expect(Number(limited.headers["retry-after"])).toBeGreaterThanOrEqual(1);
    expect(service.reached).toHaveLength(2);
    await proxy.stop();
    await service.stop();
  });

  test(`${name}: where the product does not decide, no request reaches the service`, async () => {
    let answer: RequestListener = () => undefined;
    const platform = await startServer((request, response) =>
      // Its health is not in question: proxies that ask for it would take it out otherwise.
      request.url === "/readyz" ? response.end() : answer(request, response),
    );
    const service = await startGuardedService();
    const proxy = await start({ product: platform.port, away: await freePort(), service: service.port }, certificate);
    const call = client(proxy, "service", from);
    const stands: Readonly<Record<string, RequestListener>> = {
      "it hangs": () => undefined,
      "it hangs up": (request) => request.socket.destroy(),
      "it fails": (_, response) => response.writeHead(500).end(),
      "it is starting": (_, response) => response.writeHead(503).end(),
      "it is something else": (_, response) => response.writeHead(302, { location: "/sign-in" }).end(),
      "its address is wrong": (_, response) => response.writeHead(404).end(),
    };
    for (const [stand, listener] of Object.entries(stands)) {
      answer = listener;
      const { status } = await call({ path: "/orders", headers: bearer("any-key") });
      expect([stand, status >= 300]).toEqual([stand, true]);
    }
    await platform.stop();
    expect((await call({ path: "/orders", headers: bearer("any-key") })).status).toBeGreaterThanOrEqual(500);
    expect(service.reached).toEqual([]);
    await proxy.stop();
    await service.stop();
  });
}

function client(proxy: StandingProxy, of: keyof typeof hosts, from: string) {
  const send = tlsClient(hosts[of], proxy[of], certificate.pem);
  return (call: TlsCall) => send({ from, ...call });
}

/** Signs in as the form does, and changes something as the dashboard does. */
async function signInByCookie(ask: ReturnType<typeof client>, email: string): Promise<void> {
  const own = { origin: publicUrl, "sec-fetch-site": "same-origin" };
  const begun = await ask({ path: "/api/auth/csrf" });
  const { csrfToken } = JSON.parse(begun.text);
  const signedIn = await ask({
    method: "POST",
    path: "/api/auth/callback/credentials",
    headers: {
      ...own,
      "content-type": "application/x-www-form-urlencoded",
      cookie: cookiesOf(begun.headers["set-cookie"]),
    },
    body: new URLSearchParams({ csrfToken, email, password, json: "true" }).toString(),
  });
  const session = (signedIn.headers["set-cookie"] ?? []).find((cookie) => cookie.includes("session-token")) ?? "";
  expect([signedIn.status, session]).toEqual([200, expect.stringMatching(/^__Secure-next-auth\.session-token=/)]);
  for (const attribute of ["HttpOnly", "Secure", "Path=/"]) expect(session).toContain(attribute);
  const cookie = cookiesOf([session]);
  const overview = await ask({ path: "/dashboard", headers: { cookie } });
  expect([overview.status, overview.text]).toEqual([200, expect.stringContaining("Overview")]);
  const made = await ask({
    method: "POST",
    path: "/api/dashboard/v1/prompts",
    headers: { ...own, ...json, cookie },
    body: JSON.stringify({ name: "Greeting", content: "Hello" }),
  });
  expect([made.status, made.text]).toEqual([201, expect.stringContaining("Greeting")]);
}

function cookiesOf(set: readonly string[] = []): string {
  return set.map((cookie) => cookie.split(";")[0]).join("; ");
}
