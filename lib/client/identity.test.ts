import { createPublicKey } from "node:crypto";
import jsonwebtoken from "jsonwebtoken";
import { beforeAll, describe, expect, it } from "vitest";
import { createIdentityKeys } from "@/lib/access/identity-keys";
import { runtime } from "@/lib/access/runtime";
import { revokeApiKey } from "@/lib/features/api-keys/revoke-key";
import { applyCatalogue } from "@/lib/features/catalogue/apply-catalogue";
import { setPlan } from "@/lib/features/organizations/set-plan";
import { callApi, type Json } from "@/lib/testing/call-api";
import { createKey, createUser, type TestUser } from "@/lib/testing/factories";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import { createIdentityVerifier, type IdentityOptions } from "./identity";

const { clock } = useTestRuntime();
const keySetPath = "/.well-known/latchkey-identity.json";
const images = {
  label: "Images",
  keys: { production: "img_live_" },
  scopes: [{ id: "images:read", description: "See images" }],
  limits: { free: { per_minute: 600, burst: 100 } },
};

let admin: TestUser;
let service: string;
let owner: TestUser;
let key: { secret: string; id: string };
beforeAll(async () => {
  // The first user of a deployment is its administrator.
  admin = await createUser();
  const document = { version: 1 as const, products: { images } };
  await applyCatalogue(admin.principal, { document, note: "", allow_ending: false });
  service = (await createKey(admin, { name: "Gateway", scopes: ["keys:verify"] })).secret;
  owner = await createUser();
  key = await createKey(owner, { scopes: ["images:read"] });
});

const keySet = async (): Promise<Json> => (await callApi(`GET ${keySetPath}`)).json;
const ask = async (body: object): Promise<Json> =>
  (await callApi("POST /api/v1/keys/verify", { token: service, body: { identity: true, ...body } })).json.data;
const byProxy = (secret: string, query = "?product=images&identity=true") =>
  callApi(`GET /api/v1/forward-auth${query}`, { token: secret });
const tokenOf = async (secret = key.secret): Promise<string> =>
  (await byProxy(secret)).headers.get("x-latchkey-identity") ?? "";

function verifierOf(options: Partial<IdentityOptions> = {}) {
  let reads = 0;
  const verifier = createIdentityVerifier({
    baseUrl: "http://latchkey.test/",
    issuer: runtime().settings.publicUrl,
    product: "images",
    now: () => clock.now(),
    fetch: async () => {
      reads += 1;
      return Response.json(await keySet());
    },
    ...options,
  });
  return { verify: verifier.verify, reads: () => reads };
}

const readToken = (token: string): Json => jsonwebtoken.decode(token, { complete: true });
const decodeJwt = (token: string): Json => readToken(token)?.payload;
const decodeProtectedHeader = (token: string): Json => readToken(token)?.header;
const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");

describe("an identity token", () => {
  it("says who calls, for the product alone, and verifies with any library by the published keys", async () => {
    const token = await tokenOf();
    const jwk = (await keySet()).keys.find(({ kid }: Json) => kid === decodeProtectedHeader(token).kid);
    const payload = jsonwebtoken.verify(token, createPublicKey({ key: jwk, format: "jwk" }), {
      algorithms: ["ES256"],
      issuer: runtime().settings.publicUrl,
      audience: "images",
      clockTimestamp: Math.floor(clock.now() / 1_000),
    });
    const { organizationId } = owner.principal;
    const issuedAt = Math.floor(clock.now() / 1_000);
    expect(payload).toEqual({
      iss: runtime().settings.publicUrl,
      aud: "images",
      sub: organizationId,
      iat: issuedAt,
      exp: issuedAt + 60,
      jti: expect.any(String),
      organization_id: organizationId,
      key_id: key.id,
      kind: "api-key",
      environment: "production",
      plan: "free",
      scope: "images:read",
    });
    expect(decodeProtectedHeader(token)).toEqual({ alg: "ES256", typ: "latchkey-identity+jwt", kid: jwk.kid });
    // A session holds scopes of other products, which are not this one's to know.
    const session = decodeJwt((await ask({ key: owner.token, product: "images" })).identity);
    expect(session).toMatchObject({ sub: owner.id, user_id: owner.id, scope: "images:read", kind: "session-jwt" });
  });

  it("names the customer, with what the company calls and says of them", async () => {
    const made = await callApi("POST /api/v1/customers", {
      token: admin.token,
      body: { external_id: "acme-7", name: "Acmé", metadata: { tier: "gold" }, plans: { images: "pro" } },
    });
    const { secret } = await createKey(admin, { scopes: ["images:read"], customer_id: made.json.data.id });
    const customer = { id: made.json.data.id, external_id: "acme-7", name: "Acmé" };
    const verified = await verifierOf().verify((await ask({ key: secret })).identity);
    expect(verified).toMatchObject({
      sub: customer.id,
      plan: "pro",
      customer: { ...customer, metadata: { tier: "gold" } },
    });
    // A header is small unless the proxy asks for more.
    expect((await verifierOf().verify(await tokenOf(secret)))?.customer).toEqual(customer);
    const large = await byProxy(secret, "?product=images&identity=true&metadata=true");
    expect(decodeJwt(large.headers.get("x-latchkey-identity") ?? "")).toMatchObject({
      customer: { metadata: { tier: "gold" } },
    });
  });

  it("is made only where it is asked for and the caller may pass", async () => {
    expect((await byProxy(key.secret, "?product=images")).headers.get("x-latchkey-identity")).toBe("");
    expect((await ask({ key: key.secret, identity: false })).identity).toBeNull();
    expect((await ask({ key: key.secret, scopes: ["prompts:read"] })).identity).toBeNull();
    expect((await byProxy("nonsense")).headers.get("x-latchkey-identity")).toBeNull();
  });

  it("is the same for fifteen seconds, and another at once when something about the caller changes", async () => {
    const user = await createUser();
    const { secret, id } = await createKey(user, { scopes: ["images:read"] });
    const first = await tokenOf(secret);
    clock.advance(14_000);
    expect(await tokenOf(secret)).toBe(first);
    clock.advance(1_000);
    const second = await tokenOf(secret);
    expect(second).not.toBe(first);
    await setPlan(user.principal.organizationId, "pro");
    expect(decodeJwt(await tokenOf(secret))).toMatchObject({ plan: "pro" });
    await revokeApiKey(user.principal, { keyId: id });
    expect((await byProxy(secret)).status).toBe(401);
  });

  it("never outlives its credential", async () => {
    const { secret } = await createKey(owner, { scopes: ["images:read"], expires_in_days: 1 });
    clock.advance(86_400_000 - 20_000);
    const { iat = 0, exp = 0 } = decodeJwt(await tokenOf(secret));
    expect(exp - iat).toBeLessThanOrEqual(20);
    clock.advance(60_000);
  });

  it("is no credential of this deployment", async () => {
    const token = await tokenOf();
    expect((await callApi("GET /v1/prompts", { token, headers: { "x-latchkey-identity": token } })).status).toBe(401);
    expect((await byProxy(token)).status).toBe(401);
  });
});

describe("the published keys", () => {
  it("are public parts alone, those of the time before and after among them, and those of a former secret", async () => {
    const { keys } = await keySet();
    expect(keys).toHaveLength(3);
    for (const one of keys) expect(Object.keys(one).toSorted()).toEqual(["alg", "crv", "kid", "kty", "use", "x", "y"]);
    const atMs = clock.now();
    const old = createIdentityKeys("the secret of before, long enough");
    const both = createIdentityKeys("the secret of today, also long", ["the secret of before, long enough"]);
    const kids = (set: readonly object[]) =>
      set.map((one) => Object.entries(one).find(([name]) => name === "kid")?.[1]);
    const signedBy = (token: string) => decodeProtectedHeader(token).kid;
    expect(kids(both.published(atMs))).toEqual(expect.arrayContaining(kids(old.published(atMs))));
    expect(kids(old.published(atMs))).toContain(signedBy(old.sign({}, atMs + 90 * 86_400_000)));
    expect(kids(old.published(atMs))).toContain(signedBy(old.sign({}, atMs - 90 * 86_400_000)));
    expect(signedBy(both.sign({}, atMs))).not.toBe(signedBy(old.sign({}, atMs)));
    // Every process makes the same ones.
    expect(createIdentityKeys("the secret of before, long enough").published(atMs)).toEqual(old.published(atMs));
  });
});

describe("a verifier of identities", () => {
  it("reads the keys once, again for a key that it does not know, and not for each of many", async () => {
    const { verify, reads } = verifierOf();
    const token = await tokenOf();
    expect((await Promise.all([verify(token), verify(token)])).map((one) => one?.key_id)).toEqual([key.id, key.id]);
    expect(reads()).toBe(1);
    const foreign = createIdentityKeys("another deployment's own secret!").sign(decodeJwt(token), clock.now());
    expect([await verify(foreign), reads()]).toEqual([null, 1]);
    clock.advance(11_000);
    expect([await verify(foreign), await verify(foreign), reads()]).toEqual([null, null, 2]);
  });

  it("takes no token that is forged, stale, of another kind, product or issuer", async () => {
    const { verify } = verifierOf();
    const token = await tokenOf();
    const [head = "", payload = "", signature = ""] = token.split(".");
    const header = decodeProtectedHeader(token);
    const claims = decodeJwt(token);
    const { identityKeys } = runtime();
    const signed = (changed: object) => identityKeys.sign({ ...claims, ...changed }, clock.now());
    const bad = [
      "",
      "a.b.c",
      "..",
      `${token}.x`,
      `${head}.${payload}.`,
      `${head}.${encode({ ...claims, plan: "enterprise" })}.${signature}`,
      `${encode({ ...header, alg: "none" })}.${payload}.`,
      `${encode({ ...header, alg: "HS256" })}.${payload}.${signature}`,
      `${encode({ ...header, typ: "JWT" })}.${payload}.${signature}`,
      `${encode({ ...header, crit: ["exp"] })}.${payload}.${signature}`,
      `${head}.${payload}.${signature.slice(1)}`,
      `${head}.${payload}.${signature.slice(2)}`,
      signed({ aud: "prompts" }),
      signed({ iss: "https://elsewhere.test" }),
      signed({ exp: Number(claims.iat) + 61 }),
      signed({ exp: undefined }),
      signed({ iat: Number(claims.iat) + 30, exp: Number(claims.iat) + 60 }),
      owner.token,
    ];
    for (const one of bad) expect([one, await verify(one)]).toEqual([one, null]);
    expect([await verify(null), await verify(undefined)]).toEqual([null, null]);
    expect((await verify(token))?.sub).toBe(owner.principal.organizationId);
    clock.advance(66_000);
    expect(await verify(token)).toBeNull();
  });

  it("knows nothing, and says so, where the keys cannot be read", async () => {
    const away = verifierOf({ fetch: () => Promise.reject(new TypeError("fetch failed")) });
    await expect(away.verify(await tokenOf())).rejects.toMatchObject({ name: "LatchkeyError", status: 0 });
    const busy = verifierOf({ fetch: async () => new Response("{}", { status: 503 }) });
    await expect(busy.verify(await tokenOf())).rejects.toMatchObject({ status: 503 });
  });

  it("goes by the keys of the last hour while the deployment is away, and asks once in ten seconds for an unknown one", async () => {
    let [isAway, reads] = [false, 0];
    const { verify } = verifierOf({
      fetch: async () => {
        reads += 1;
        if (isAway) throw new TypeError("fetch failed");
        return Response.json(await keySet());
      },
    });
    const token = await tokenOf();
    const foreign = createIdentityKeys("another deployment's own secret!").sign(decodeJwt(token), clock.now());
    expect((await verify(token))?.key_id).toBe(key.id);
    clock.advance(11_000);
    isAway = true;
    expect(await Promise.all([verify(foreign), verify(foreign)])).toEqual([null, null]);
    expect([await verify(foreign), reads, (await verify(token))?.key_id]).toEqual([null, 2, key.id]);
    clock.advance(11_000);
    expect([await verify(foreign), reads]).toEqual([null, 3]);
    clock.advance(3_600_000);
    await expect(verify(foreign)).rejects.toMatchObject({ name: "LatchkeyError", status: 0 });
    isAway = false;
    expect([await verify(foreign), (await verify(await tokenOf()))?.key_id, reads]).toEqual([null, key.id, 5]);
  });
});
