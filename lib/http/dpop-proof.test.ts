import { createHash, generateKeyPairSync, type JsonWebKey, randomUUID, sign } from "node:crypto";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { runtime } from "@/lib/access/runtime";
import { noTurnCode } from "@/lib/platform/fair-turns";
import { callApi } from "@/lib/testing/call-api";
import { createUser } from "@/lib/testing/factories";
import { createApp, postForm, type TestApp } from "@/lib/testing/oauth";
import { useTestRuntime } from "@/lib/testing/test-runtime";

const { clock } = useTestRuntime();
const own = newKey();
const api = "http://localhost:3000/v1/prompts";
let app: TestApp;
let token: string;

beforeAll(async () => {
  // The library reads the system's time.
  clock.set(Date.now());
  app = await createApp(await createUser({ plan: "enterprise" }), { dpop_bound: true });
  const credentials = { client_id: app.clientId, client_secret: app.secret };
  const dpop = proof({ htm: "POST", htu: "http://localhost:3000/oauth/token" });
  const answer = await postForm(
    "/oauth/token",
    { grant_type: "client_credentials", ...credentials },
    { headers: { dpop } },
  );
  expect(answer.json.token_type).toBe("DPoP");
  token = answer.json.access_token;
});

function newKey() {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  return { privateKey, jwk: publicKey.export({ format: "jwk" }) };
}

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
const hashOf = (text: string) => createHash("sha256").update(text).digest("base64url");

/** A proof for a read of the prompts now, with what a test says differently. */
function proof(claims: Record<string, unknown> = {}, header: Record<string, unknown> = {}, key = own): string {
  const iat = Math.floor(clock.now() / 1000);
  const head = encode({ typ: "dpop+jwt", alg: "ES256", jwk: key.jwk, ...header });
  const body = encode({ htm: "GET", htu: api, iat, jti: randomUUID(), ...claims });
  const bytes = sign("SHA256", Buffer.from(`${head}.${body}`), { key: key.privateKey, dsaEncoding: "ieee-p1363" });
  return `${head}.${body}.${bytes.toString("base64url")}`;
}

const request = (dpop: string, shown = token) =>
  callApi("GET /v1/prompts", { headers: { authorization: `DPoP ${shown}`, dpop } });
const ask = async (dpop: string, shown = token) => (await request(dpop, shown)).status;
const challengeOf = ({ headers }: { headers: Headers }) => headers.get("www-authenticate") ?? "";
const proofsKept = () => runtime().database.prisma.oAuthArtifact.count({ where: { model: "DpopProof" } });

describe("a token that is bound to a key (RFC 9449)", () => {
  it("is good with a proof of that key, once for each proof, and never without one", async () => {
    const dpop = proof({ ath: hashOf(token) });
    const answers = await Promise.all(Array.from({ length: 5 }, () => ask(dpop)));
    expect(answers.sort()).toEqual([200, 401, 401, 401, 401]);
    expect(await ask(proof({ ath: hashOf(token), htu: `${api}?limit=1#x` }))).toBe(200);
    expect((await callApi("GET /v1/prompts", { token })).status).toBe(401);
  });

  it("refuses a proof of another key, request, token or time, and one that does not say what it should", async () => {
    const ath = hashOf(token);
    const now = clock.now() / 1000;
    const other = newKey();
    const bad = [
      proof({ ath }, {}, other),
      proof({ ath }, { jwk: other.jwk }),
      proof({ ath }, { typ: "JWT" }),
      proof({ ath }, { alg: "none" }),
      proof({ ath }, { alg: "HS256" }),
      proof({ ath }, { jwk: { ...own.jwk, d: "AA" } as JsonWebKey }),
      proof({ ath }, { jwk: { kty: "EC", crv: "P-256", x: "AA", y: "AA" } as JsonWebKey }),
      proof({ ath }, { jwk: null }),
      proof({ ath, htm: "POST" }),
      proof({ ath, htu: "http://localhost:3000/v1/reports" }),
      proof({ ath, htu: "http://evil.example/v1/prompts" }),
      proof({ ath, htu: 7 }),
      proof({ ath: hashOf("another") }),
      proof({}),
      proof({ ath, iat: now - 61 }),
      proof({ ath, iat: now + 61 }),
      proof({ ath, iat: "now" }),
      proof({ ath, jti: "" }),
      proof({ ath, jti: 1 }),
      proof({ ath }).replace(/[^.]+$/, "AAAA"),
      `${proof({ ath })}, ${proof({ ath })}`,
      proof({ ath, more: "x".repeat(4_096) }),
      "",
    ];
    for (const dpop of bad) expect([dpop.slice(0, 300), await ask(dpop)]).toEqual([dpop.slice(0, 300), 401]);
  });

  it("comes of a proof that counts once, also when it is sent many times at once", async () => {
    const dpop = proof({ htm: "POST", htu: "http://localhost:3000/oauth/token" });
    const form = { grant_type: "client_credentials", client_id: app.clientId, client_secret: app.secret };
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => postForm("/oauth/token", form, { headers: { dpop } })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 400, 400, 400, 400]);
  });

  it("leaves no trace of a proof that somebody made for a token that does not hold", async () => {
    const before = await proofsKept();
    for (const shown of ["anything", `${token}x`]) expect(await ask(proof({ ath: hashOf(shown) }), shown)).toBe(401);
    expect(await proofsKept()).toBe(before);
  });

  it("is refused with a DPoP challenge that says what may sign and whether proof or token is at fault (RFC 9449 7.1)", async () => {
    const ath = hashOf(token);
    const badProofs = [proof({ ath, htm: "POST" }), proof({ ath }, {}, newKey()), ""];
    const used = proof({ ath });
    expect(await ask(used)).toBe(200);
    for (const dpop of [...badProofs, used]) {
      expect(challengeOf(await request(dpop))).toMatch(
        /^DPoP error="invalid_dpop_proof", error_description="The DPoP proof .*", algs="ES256 EdDSA Ed25519", resource_metadata="[^"]+", scope="[^"]+"$/,
      );
    }
    const unbound = (await createUser()).token;
    for (const shown of ["anything", `${token}x`, unbound, "two tokens"]) {
      expect(challengeOf(await request(proof({ ath: hashOf(shown) }), shown))).toMatch(
        /^DPoP error="invalid_token", .*, algs="ES256 EdDSA Ed25519", resource_metadata=/,
      );
    }
    // The scheme alone sends no credential.
    expect(challengeOf(await request(proof({ ath: hashOf("") }), ""))).toMatch(
      /^DPoP algs="[^"]+", resource_metadata=/,
    );
    // Sent as Bearer; also once it has ended.
    for (const shown of [token, `${token}x`]) {
      expect(challengeOf(await callApi("GET /v1/prompts", { token: shown }))).toMatch(
        /^DPoP error="invalid_token", .*algs=/,
      );
    }
    const scopeless = await callApi("POST /v1/reports", {
      headers: {
        authorization: `DPoP ${token}`,
        dpop: proof({ ath, htm: "POST", htu: "http://localhost:3000/v1/reports" }),
      },
      body: {},
    });
    expect([scopeless.status, challengeOf(scopeless)]).toEqual([
      403,
      expect.stringMatching(/^DPoP error="insufficient_scope", .*scope="[^"]+", algs="ES256 EdDSA Ed25519"$/),
    ]);
  });

  it("is told that its organization has too much under way where its proof gets no turn to be written down", async () => {
    const { pool } = runtime().database;
    const turnedAway = Object.assign(new Error("no turn"), { code: noTurnCode });
    const query = vi.spyOn(pool, "query").mockRejectedValueOnce(turnedAway as never);
    const { status, headers, json } = await request(proof({ ath: hashOf(token) }));
    expect(query).toHaveBeenCalledWith(expect.stringContaining("DpopProof"), expect.anything());
    query.mockRestore();
    expect([status, headers.get("retry-after"), json.error.message]).toEqual([
      503,
      "1",
      "Too many of your requests are under way at once; try again",
    ]);
  });

  it("changes nothing about the challenge to those who send Bearer, or nothing", async () => {
    for (const shown of ["anything", "a.b.c"]) {
      const challenge = challengeOf(await callApi("GET /v1/prompts", { token: shown, headers: { dpop: proof() } }));
      expect(challenge).toMatch(/^Bearer error="invalid_token", (?!.*algs)/);
    }
    const nothing = challengeOf(await callApi("GET /v1/reports", { headers: { dpop: proof() } }));
    expect(nothing).toMatch(/^Bearer resource_metadata="[^"]+", scope="[^"]+"$/);
  });
});
