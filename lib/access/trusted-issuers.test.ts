import { sign } from "node:crypto";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { callApi } from "@/lib/testing/call-api";
import { createUser } from "@/lib/testing/factories";
import {
  type SigningKey,
  signJwt,
  signWithSecret,
  startOidcIssuer,
  type TokenWishes,
  toJwk,
  unsignedJwt,
} from "@/lib/testing/oidc-issuer";
import { testStart, useTestRuntime } from "@/lib/testing/test-runtime";
import { untilWaitedFor } from "@/lib/testing/until-waited-for";
import { runtime } from "./runtime";

let nowMs = new Date(testStart).getTime();
const now = () => nowMs;
/** Trusted, by discovery; trusted, by discovery, with a slash at its end; trusted, by JWKS and audience; not trusted. */
const issuer = await startOidcIssuer({ now });
const slashed = await startOidcIssuer({ now, path: "/", alg: "ES256" });
const choosy = await startOidcIssuer({ now });
const stranger = await startOidcIssuer({ now });
const all = [issuer, slashed, choosy, stranger];
afterAll(() => Promise.all(all.map((one) => one.stop())));

const { clock } = useTestRuntime({
  settings: {
    trustedIssuers: [
      { issuer: issuer.issuer, audience: null, jwksUri: null, createsUsers: true },
      { issuer: slashed.issuer, audience: null, jwksUri: null, createsUsers: true },
      { issuer: choosy.issuer, audience: "latchkey", jwksUri: choosy.jwksUri, createsUsers: true },
    ],
  },
});

/** Every test has minutes of its own, past any pause between fetches. */
beforeEach(() => {
  clock.advance(120_000);
  nowMs = clock.now();
  for (const one of all) one.requests.length = 0;
  issuer.jwks = null;
  issuer.keys.splice(1);
});

const seconds = () => Math.floor(nowMs / 1000);
const claimsFor = (sub: string, claims: object = {}) => ({
  iss: issuer.issuer,
  sub,
  iat: seconds(),
  exp: seconds() + 60,
  ...claims,
});

async function call(token: string, target = "GET /api/v1/memories") {
  const { status, headers, json } = await callApi(target, { token });
  return { status, why: headers.get("www-authenticate"), retryAfter: headers.get("retry-after"), json };
}

async function expectRefused(token: string, why = "malformed"): Promise<void> {
  for (const via of ["server", "next", "past-middleware"] as const) {
    const { status, headers, json } = await callApi("GET /api/v1/memories", { token, via });
    expect(status).toBe(401);
    expect(headers.get("www-authenticate")).toContain(`error="invalid_token"`);
    expect(headers.get("www-authenticate")).toContain(why);
    expect(json).toMatchObject({ success: false, errors: [{ code: "AUTH_REQUIRED" }] });
  }
}

const firstKey = (): SigningKey => {
  const [key] = issuer.keys;
  if (!key) throw new Error("the issuer has a key");
  return key;
};

describe("a trusted issuer's token", () => {
  test("calls the API as the owner of a tenant of its own, created on first sight", async () => {
    const token = issuer.token("user_2abc", { claims: { name: "Ada Byron", email: "ada@example.test" } });
    const created = await callApi("POST /api/v1/memories", {
      token,
      body: { content: "User created memory", type: "episodic", tenantId: "user_2abc" },
    });
    expect(created.status).toBe(201);
    expect(created.json).toMatchObject({ data: { content: "User created memory", tenantId: "user_2abc" } });
    const { prisma } = runtime().database;
    const users = await prisma.user.findMany({ where: { identities: { some: { subject: "user_2abc" } } } });
    expect(users).toMatchObject([
      { name: "Ada Byron", email: expect.stringMatching(/^[0-9a-f]{32}@external\.invalid$/), instanceAdmin: false },
    ]);
    const members = await prisma.membership.findMany({ where: { organizationId: users[0]?.id ?? "" } });
    expect(members).toMatchObject([{ userId: users[0]?.id, role: "owner" }]);
  });

  test("of the same subject finds the same tenant; another subject, or the same of another issuer, never does", async () => {
    const write = { body: { content: "mine" } };
    await callApi("POST /api/v1/memories", { ...write, token: issuer.token("user_same") });
    const contents = async (token: string) => (await call(token)).json.data.length;
    clock.advance(1_000);
    nowMs = clock.now();
    expect(await contents(issuer.token("user_same"))).toBe(1);
    expect(await contents(issuer.token("user_other"))).toBe(0);
    expect(await contents(slashed.token("user_same"))).toBe(0);
  });

  test("is one user, however many first requests come at once with however many tokens", async () => {
    const tokens = Array.from({ length: 20 }, (_, jti) => issuer.token("user_race", { claims: { jti } }));
    const answers = await Promise.all(tokens.map((token) => call(token)));
    expect(answers.map(({ status }) => status)).toEqual(tokens.map(() => 200));
    const { prisma } = runtime().database;
    expect(await prisma.identity.count({ where: { subject: "user_race" } })).toBe(1);
    const user = await prisma.user.findFirst({ where: { identities: { some: { subject: "user_race" } } } });
    expect(await prisma.organization.count({ where: { memberships: { some: { userId: user?.id ?? "" } } } })).toBe(1);
  });

  test("whose account takes long to be made holds up no other credential that is not known yet", async () => {
    const { prisma, jobs } = runtime().database;
    const other = await createUser();
    const holder = await jobs.connect();
    let firsts: Promise<number>[];
    try {
      await holder.query("BEGIN");
      await holder.query("LOCK TABLE identities IN SHARE MODE");
      const tokens = Array.from({ length: 20 }, (_, jti) => issuer.token("user_waits", { claims: { jti } }));
      firsts = tokens.map(async (token) => (await call(token)).status);
      await untilWaitedFor(holder);
      expect((await call(other.token)).status).toBe(200);
    } finally {
      await holder.query("ROLLBACK");
      holder.release();
    }
    expect(await Promise.all(firsts)).toEqual(firsts.map(() => 200));
    expect(await prisma.identity.count({ where: { subject: "user_waits" } })).toBe(1);
  });

  test("never becomes the user who has the email address that it claims", async () => {
    const email = "owner@example.test";
    const registered = await callApi("POST /api/auth/register", { body: { email, password: "a long passphrase" } });
    const { json } = await call(
      issuer.token("user_email", { claims: { email, email_verified: true } }),
      "GET /api/v1/users/me",
    );
    expect(json.id).not.toBe(registered.json.user.id);
  });

  test.each([
    ["markup", "<b>Ada</b>"],
    ["nothing to see", "\u3164\u202e"],
    ["an object", { given: "Ada" }],
  ])("with %s for a name is called after its issuer", async (title, name) => {
    await call(issuer.token(`user_name_${title}`, { claims: { name } }));
    const user = await runtime().database.prisma.user.findFirst({
      where: { identities: { some: { subject: `user_name_${title}` } } },
    });
    expect(user?.name).toBe(`User of ${new URL(issuer.issuer).host}`);
  });

  test.each([
    ["controls", "Ada\u202eByron\n", "Ada Byron"],
    ["too much", "A".repeat(101), "A".repeat(100)],
  ])("with %s in a name is called what is left without", async (title, name, shown) => {
    await call(issuer.token(`user_name_${title}`, { claims: { name } }));
    const user = await runtime().database.prisma.user.findFirst({
      where: { identities: { some: { subject: `user_name_${title}` } } },
    });
    expect(user?.name).toBe(shown);
  });

  test.each(["RS256", "RS384", "PS256", "ES256", "ES384"] as const)("may be signed with %s", async (alg) => {
    const key = await issuer.newKey(`key-${alg}`, alg);
    issuer.keys.push(key);
    expect((await call(issuer.token("user_alg", { key }))).status).toBe(200);
  });

  test("without a key id is tried with every key that fits", async () => {
    expect((await call(issuer.token("user_nokid", { header: { kid: undefined } }))).status).toBe(200);
  });

  test("of an issuer whose name ends in a slash is accepted with it, and not without", async () => {
    expect((await call(slashed.token("user_slash"))).status).toBe(200);
    await expectRefused(slashed.token("user_slash", { claims: { iss: slashed.issuer.replace(/\/$/, "") } }));
    await expectRefused(issuer.token("user_slash", { claims: { iss: `${issuer.issuer}/` } }));
  });

  test("with an audience configured must name it, alone or in a list", async () => {
    const withAudience = (aud: unknown) => choosy.token("user_aud", { claims: { aud } });
    expect((await call(withAudience("latchkey"))).status).toBe(200);
    expect((await call(withAudience(["other", "latchkey"]))).status).toBe(200);
    for (const aud of [undefined, "other", ["other"], [], "latchkey2", { latchkey: true }, 1]) {
      await expectRefused(withAudience(aud), "another audience");
    }
  });

  test("ends with its expiry to the second, and begins within half a minute of leeway", async () => {
    const token = issuer.token("user_time");
    expect((await call(token)).status).toBe(200);
    clock.advance(60_000);
    await expectRefused(token, "expired");
    nowMs = clock.now();
    const starting = (name: string, offset: number) =>
      issuer.token("user_time", { claims: { [name]: seconds() + offset, exp: seconds() + 600 } });
    for (const name of ["nbf", "iat"]) {
      expect((await call(starting(name, 30))).status).toBe(200);
      await expectRefused(starting(name, 31), "not valid yet");
    }
  });

  test("of a deleted user sees nothing of what was deleted, from the next request on", async () => {
    const token = issuer.token("user_gone", { claims: { exp: seconds() + 3_600 } });
    await callApi("POST /api/v1/memories", { token, body: { content: "to be deleted" } });
    const before = (await call(token, "GET /api/v1/users/me")).json.id;
    await runtime().changes.commit(async (tx) => {
      await tx.user.delete({ where: { id: before } });
      await tx.organization.delete({ where: { id: before } });
      return { result: undefined, subjects: [`user:${before}`, `org:${before}`] };
    });
    expect((await call(token)).json.data).toEqual([]);
    expect((await call(token, "GET /api/v1/users/me")).json.id).not.toBe(before);
  });
});

describe("attacks on the signature", () => {
  test.each(["none", "None", "NONE", "nOnE", "", null, undefined])("alg %j is refused", async (alg) => {
    for (const kid of [undefined, "key-1"]) {
      const token = unsignedJwt({ alg, kid, typ: "JWT" }, claimsFor("victim"));
      await expectRefused(token);
      await expectRefused(`${token}AAAA`);
    }
    expect(issuer.requests).toEqual([]);
  });

  test.each(["HS256", "HS384", "HS512", "hs256"])("%s with the public key for a secret is refused", async (alg) => {
    const { publicKey } = firstKey();
    const secrets = [
      publicKey.export({ type: "spki", format: "pem" }),
      publicKey.export({ type: "pkcs1", format: "pem" }),
      publicKey.export({ type: "spki", format: "der" }),
      JSON.stringify(toJwk(firstKey())),
    ];
    for (const secret of secrets) {
      await expectRefused(signWithSecret({ alg, kid: "key-1", typ: "JWT" }, claimsFor("victim"), secret));
    }
  });

  test("a secret in the JWKS (kty oct) is not used", async () => {
    const secret = Buffer.alloc(32, 7);
    issuer.jwks = {
      keys: [toJwk(firstKey()), { kty: "oct", kid: "oct", k: secret.toString("base64url"), alg: "HS384" }],
    };
    await expectRefused(signWithSecret({ alg: "HS384", kid: "oct" }, claimsFor("victim"), secret));
    await expectRefused(signWithSecret({ alg: "RS256", kid: "oct" }, claimsFor("victim"), secret), "not known");
  });

  test("keys and addresses of keys in the header are never used, nor asked", async () => {
    const evil = await stranger.newKey("key-1");
    stranger.keys = [evil];
    const url = stranger.jwksUri;
    const headers = [{ jku: url }, { x5u: url }, { jwk: toJwk(evil) }, { x5c: ["MIIB"] }, { jku: url, kid: "other" }];
    for (const header of headers) {
      const why = "kid" in header ? "not known" : "malformed";
      await expectRefused(signJwt({ alg: "RS256", kid: "key-1", ...header }, claimsFor("victim"), evil), why);
      await expectRefused(
        signJwt({ alg: "RS256", kid: url, ...header }, claimsFor("victim", { iss: stranger.issuer }), evil),
      );
    }
    expect(stranger.requests).toEqual([]);
  });

  test("a header of this kind does not harm a token that is rightly signed", async () => {
    const token = issuer.token("user_jku", { header: { jku: stranger.jwksUri, x5u: stranger.jwksUri } });
    expect((await call(token)).status).toBe(200);
    expect(stranger.requests).toEqual([]);
  });

  test("a key of another trusted issuer does not sign for this one", async () => {
    const [key] = choosy.keys;
    for (const kid of ["key-1", undefined]) {
      await expectRefused(
        signJwt({ alg: "RS256", kid }, claimsFor("victim"), key as SigningKey),
        kid ? "malformed" : "not known",
      );
    }
  });

  test("the algorithm is the key's: RS256 over an EC key id, ES256 over an RSA one, RS384 over a key that says RS256", async () => {
    const ec = await issuer.newKey("ec", "ES256");
    issuer.keys.push(ec);
    const rsa = firstKey();
    await expectRefused(signJwt({ alg: "RS256", kid: "ec" }, claimsFor("victim"), rsa), "not known");
    await expectRefused(signJwt({ alg: "ES256", kid: "key-1" }, claimsFor("victim"), ec), "not known");
    const stronger: SigningKey = { ...rsa, alg: "RS384" };
    await expectRefused(signJwt({ alg: "RS384", kid: "key-1" }, claimsFor("victim"), stronger), "not known");
  });

  test("an ES256 signature in ASN.1, of zeros, cut short or too long is refused", async () => {
    const [key] = slashed.keys as [SigningKey];
    const token = slashed.token("victim");
    const signed = token.slice(0, token.lastIndexOf("."));
    const raw = Buffer.from(token.slice(token.lastIndexOf(".") + 1), "base64url");
    const der = sign("sha256", Buffer.from(signed), { key: key.privateKey, dsaEncoding: "der" });
    for (const signature of [
      der,
      Buffer.alloc(64),
      Buffer.alloc(64, 255),
      raw.subarray(1),
      Buffer.concat([raw, raw]),
    ]) {
      await expectRefused(`${signed}.${signature.toString("base64url")}`);
    }
  });

  test("a changed payload, header or signature, another spelling of it, or one part more is refused", async () => {
    const token = issuer.token("user_tamper");
    const [head = "", payload = "", signature = ""] = token.split(".");
    const other = Buffer.from(JSON.stringify(claimsFor("victim"))).toString("base64url");
    const last = signature.slice(-1);
    const spelled = signature.slice(0, -1) + (last === "A" ? "B" : String.fromCharCode(last.charCodeAt(0) + 1));
    for (const text of [
      `${head}.${other}.${signature}`,
      `${Buffer.from('{"alg":"RS256"}').toString("base64url")}.${payload}.${signature}`,
      `${head}.${payload}.${spelled}`,
      `${head}.${payload}.${signature}==`,
      `${head}.${payload}.`,
      `${token}.${signature}`,
    ]) {
      expect((await call(text)).status).toBe(401);
    }
  });

  test.each([
    ["crit", { crit: ["exp"] }],
    ["an empty crit", { crit: [] }],
    ["the type of a logout token", { typ: "logout+jwt" }],
    ["a type that is no text", { typ: 1 }],
    ["a key id that is no text", { kid: ["key-1"] }],
    ["an algorithm that is a list", { alg: ["RS256"] }],
  ])("%s in a rightly signed header is refused", async (_, header) => {
    await expectRefused(issuer.token("user_header", { header }));
  });

  test.each(["../../jwks", "/etc/passwd", "key-1\u0000", "' OR 1=1 --", "__proto__", "constructor", "k".repeat(1_000)])(
    "the key id %j is a name that no key has",
    async (kid) => {
      await expectRefused(issuer.token("user_kid", { header: { kid } }), "not known");
      expect(issuer.requests.every((path) => path === "/jwks" || path === "/.well-known/openid-configuration")).toBe(
        true,
      );
    },
  );

  test("a small RSA key, one with the exponent 1, and one for encryption do not count", async () => {
    const { generateKeyPairSync } = await import("node:crypto");
    const small: SigningKey = { kid: "small", alg: "RS256", ...generateKeyPairSync("rsa", { modulusLength: 1_024 }) };
    const encryption = await issuer.newKey("enc");
    issuer.jwks = {
      keys: [
        toJwk(small),
        { ...toJwk(firstKey()), kid: "one", e: "AQ" },
        { ...toJwk(encryption), use: "enc" },
        { kty: "RSA", kid: "broken", n: "!", e: "" },
        "text",
        null,
      ],
    };
    for (const key of [small, encryption, { ...firstKey(), kid: "one" }, { ...firstKey(), kid: "broken" }]) {
      await expectRefused(issuer.token("user_weak", { key }), "not known");
    }
  });
});

describe("claims", () => {
  test.each<[string, TokenWishes["claims"]]>([
    ["no expiry", { exp: undefined }],
    ["an expiry that is text", { exp: "9999999999" }],
    ["an expiry beyond numbers", { exp: null }],
    ["a start that is text", { nbf: "0" }],
    ["an issue time that is a list", { iat: [1] }],
    ["no subject", { sub: undefined }],
    ["an empty subject", { sub: "" }],
    ["a subject that is a number", { sub: 7 }],
    ["a subject with a null character", { sub: "a\u0000b" }],
    ["a subject of 256 characters", { sub: "s".repeat(256) }],
    ["no issuer", { iss: undefined }],
    ["an issuer in a list", { iss: [issuer.issuer] }],
    ["an issuer that is not trusted", { iss: "https://issuer.example.test" }],
    ["an issuer in capitals", { iss: issuer.issuer.toUpperCase() }],
    ["an issuer that begins like ours", { iss: `${issuer.issuer}.example.test` }],
  ])("%s is refused", async (_, claims) => {
    await expectRefused(issuer.token("user_claims", { claims }));
  });

  test("of a claim that stands twice the last counts, for trust and for the signature's issuer alike", async () => {
    const twice = (first: string, last: string) =>
      `{"iss":"${first}","iss":"${last}","sub":"user_twice","exp":${seconds() + 60}}`;
    const sent = (payload: string) => signJwt({ alg: "RS256", kid: "key-1" }, payload, firstKey());
    expect((await call(sent(twice("https://other.example.test", issuer.issuer)))).status).toBe(200);
    await expectRefused(sent(twice(issuer.issuer, "https://other.example.test")));
    // The other trusted issuer's name on a token of this one.
    await expectRefused(sent(twice(issuer.issuer, choosy.issuer)));
  });

  test("a payload that is no object is refused", async () => {
    for (const payload of ["null", "[]", '"text"', "1", "{"]) {
      await expectRefused(signJwt({ alg: "RS256", kid: "key-1" }, payload, firstKey()));
    }
  });

  test("a token longer than 4,096 characters is refused, even when a trusted issuer signed it", async () => {
    await expectRefused(issuer.token("user_long", { claims: { padding: "p".repeat(4_000) } }));
  });
});
