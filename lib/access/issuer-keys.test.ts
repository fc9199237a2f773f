import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { callApi } from "@/lib/testing/call-api";
import { createUser } from "@/lib/testing/factories";
import { type OidcIssuer, startOidcIssuer, toJwk } from "@/lib/testing/oidc-issuer";
import { testStart, useTestRuntime } from "@/lib/testing/test-runtime";

const start = new Date(testStart).getTime();
let nowMs = start;
const now = () => nowMs;
/** An issuer a test, because what is known of one stays known. */
const issuers: OidcIssuer[] = await Promise.all(Array.from({ length: 18 }, () => startOidcIssuer({ now })));
afterAll(() => Promise.allSettled(issuers.map((issuer) => issuer.stop())));

const { clock } = useTestRuntime({
  settings: {
    trustedIssuers: issuers.map(({ issuer }) => ({ issuer, audience: null, jwksUri: null, createsUsers: true })),
  },
});

let used = 0;
let issuer: OidcIssuer;
beforeEach(() => {
  issuer = issuers[used++] as OidcIssuer;
  advance(1_000);
});

function advance(ms: number): void {
  clock.advance(ms);
  nowMs = clock.now();
}

let count = 0;
/** A token that was never sent before: nothing of it can be in memory. */
const fresh = (wishes: Parameters<OidcIssuer["token"]>[1] = {}) =>
  issuer.token("user_keys", { ...wishes, claims: { jti: count++, ...wishes.claims } });

async function statusOf(token = fresh()): Promise<number> {
  // The account's limits are by the minute and wide: these calls are many.
  const { status } = await callApi("GET /api/v1/users/me", { token });
  return status;
}

const fetches = () => issuer.requests.filter((path) => path === "/jwks").length;
const minutes = (n: number) => n * 60_000;

describe("how often an issuer is asked for its keys", () => {
  test("once for 25 first requests at the same time", async () => {
    const statuses = await Promise.all(Array.from({ length: 25 }, () => statusOf()));
    expect(statuses).toEqual(Array.from({ length: 25 }, () => 200));
    expect(issuer.requests).toEqual(["/.well-known/openid-configuration", "/jwks"]);
  });

  test("once a minute for a flood of unknown key ids, while known ones go on being accepted", async () => {
    expect(await statusOf()).toBe(200);
    for (let minute = 1; minute <= 3; minute++) {
      advance(minutes(1));
      const flood = Array.from({ length: 200 }, (_, index) => fresh({ header: { kid: `unknown-${minute}-${index}` } }));
      const statuses = await Promise.all(flood.map((token) => statusOf(token)));
      expect(new Set(statuses)).toEqual(new Set([401]));
      expect(fetches()).toBe(1 + minute);
      expect(await statusOf()).toBe(200);
    }
  });

  test("once a minute for a flood of forged tokens without a key id", async () => {
    const forged = await issuer.newKey("forged");
    for (let index = 0; index < 50; index++) {
      expect(await statusOf(fresh({ key: forged, header: { kid: undefined } }))).toBe(401);
    }
    expect(fetches()).toBe(1);
  });

  test.each([
    ["no Cache-Control", {}, 10],
    ["a max-age of an hour", { "cache-control": "public, max-age=3600" }, 60],
    ["a max-age of 0, at least five minutes", { "cache-control": "max-age=0, must-revalidate" }, 5],
    ["a max-age of a year, at most a day", { "cache-control": "max-age=31536000" }, 24 * 60],
  ])("again after its time with %s", async (_, headers, keptMinutes) => {
    issuer.jwksHeaders = headers as Record<string, string>;
    expect(await statusOf()).toBe(200);
    advance(minutes(keptMinutes) - 1);
    expect(await statusOf()).toBe(200);
    expect(fetches()).toBe(1);
    advance(1);
    expect(await statusOf()).toBe(200);
    expect(fetches()).toBe(2);
  });

  test("again after the clock was set forward and back", async () => {
    advance(minutes(60));
    expect(await statusOf()).toBe(200);
    advance(-minutes(60));
    expect(await statusOf()).toBe(200);
    expect(fetches()).toBe(2);
  });
});

describe("rotation", () => {
  test("a new key is accepted with the first token that names it; one that is no longer published stops within its time", async () => {
    const old = issuer.keys[0];
    expect(await statusOf()).toBe(200);
    advance(minutes(2));
    const next = await issuer.newKey("key-2");
    issuer.keys = [next];
    expect(await statusOf(fresh({ key: next }))).toBe(200);
    expect(await statusOf(fresh({ key: old }))).toBe(401);
  });

  test("a token that was accepted from memory ends with its own expiry", async () => {
    const token = fresh();
    expect(await statusOf(token)).toBe(200);
    advance(60_000);
    expect(await statusOf(token)).toBe(401);
  });
});

describe("an issuer that does not answer", () => {
  test("at first sight makes 503 with Retry-After, in the path's envelope, and is asked again soon", async () => {
    issuer.broken = true;
    const { status, headers, json } = await callApi("GET /api/v1/memories", { token: fresh() });
    expect(status).toBe(503);
    expect(headers.get("retry-after")).toBe("5");
    expect(json).toMatchObject({ success: false, errors: [{ code: "UNAVAILABLE" }] });
    for (let index = 0; index < 20; index++) expect(await statusOf()).toBe(503);
    expect(issuer.requests).toHaveLength(1);
    issuer.broken = false;
    advance(5_000);
    expect(await statusOf()).toBe(200);
  });

  test("makes the data plane answer 503 too, and is no fault of ours", async () => {
    issuer.broken = true;
    const { headers, status } = await callApi("GET /api/v1/forward-auth", { token: fresh() });
    expect([status, headers.get("retry-after")]).toEqual([503, "5"]);
    const { token } = await createUser();
    const asked = await callApi("POST /api/v1/keys/verify", { token, body: { key: fresh() } });
    expect([asked.status, asked.json.errors[0].code]).toEqual([503, "UNAVAILABLE"]);
  });

  test("later changes nothing for the keys that are known, for a day", async () => {
    expect(await statusOf()).toBe(200);
    await issuer.stop();
    advance(minutes(10));
    expect(await statusOf()).toBe(200);
    expect(await statusOf(fresh({ header: { kid: "unknown" } }))).toBe(401);
    advance(minutes(24 * 60) - 1);
    expect(await statusOf()).toBe(200);
    advance(1);
    expect(await statusOf()).toBe(503);
    await issuer.start();
    advance(minutes(1));
    expect(await statusOf()).toBe(200);
  });

  test.each<[string, (it: OidcIssuer) => void]>([
    ["keys that are no JSON", (it) => Object.assign(it, { jwks: "<html>" })],
    ["a list instead of an object", (it) => Object.assign(it, { jwks: [] })],
    [
      "more than 256 KB",
      (it) => Object.assign(it, { jwks: { keys: [...it.keys.map(toJwk)], padding: "x".repeat(262_144) } }),
    ],
    [
      "a discovery document of another issuer",
      (it) => Object.assign(it, { discovery: { issuer: "https://other.test" } }),
    ],
    ["a JWKS elsewhere without HTTPS", (it) => Object.assign(it, { discovery: { jwks_uri: issuers[0]?.jwksUri } })],
  ])("%s is as good as none", async (_, spoil) => {
    spoil(issuer);
    const before = issuers[0]?.requests.length;
    expect(await statusOf()).toBe(503);
    expect(issuers[0]?.requests.length).toBe(before);
  });
});
