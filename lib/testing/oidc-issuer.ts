import { createHmac, generateKeyPair, type KeyObject, sign } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { promisify } from "node:util";

const generate = promisify(generateKeyPair);

type Algorithm = "RS256" | "RS384" | "PS256" | "ES256" | "ES384";

/** A key pair of the issuer. */
export type SigningKey = { kid: string; alg: Algorithm; privateKey: KeyObject; publicKey: KeyObject };

/** What a test changes of a token that is otherwise in order. */
export type TokenWishes = {
  claims?: Record<string, unknown> | undefined;
  header?: Record<string, unknown>;
  key?: SigningKey | undefined;
};

/** A real issuer on this machine: discovery document, JWKS, tokens. */
export type OidcIssuer = {
  issuer: string;
  jwksUri: string;
  /** Paths that were asked for, in order. */
  requests: string[];
  /** The keys that the JWKS shows. */
  keys: SigningKey[];
  /** What the JWKS answers instead of its keys. */
  jwks: unknown;
  jwksHeaders: Record<string, string>;
  discovery: Record<string, unknown>;
  /** Requests are answered with 500 while it is. */
  broken: boolean;
  /** Makes a key; it is published only when put into `keys`. */
  newKey(kid: string, alg?: Algorithm): Promise<SigningKey>;
  /** A signed token for `sub`, good for a minute. */
  token(sub: string, wishes?: TokenWishes): string;
  stop(): Promise<void>;
  /** Answers again at the same address. */
  start(): Promise<void>;
};

/** Starts an issuer; `now` is the clock that its tokens follow, `path` an ending of its URL. */
export async function startOidcIssuer({
  now = Date.now,
  path = "",
  alg = "RS256",
  port: wantedPort = 0,
}: {
  now?: () => number;
  path?: string;
  alg?: Algorithm;
  /** 0: any free one. */
  port?: number;
} = {}): Promise<OidcIssuer> {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://localhost");
    issuer.requests.push(pathname);
    const body = pathname.endsWith("/openid-configuration")
      ? { issuer: issuer.issuer, jwks_uri: issuer.jwksUri, ...issuer.discovery }
      : pathname === "/jwks"
        ? (issuer.jwks ?? { keys: issuer.keys.map(toJwk) })
        : null;
    response.writeHead(issuer.broken ? 500 : body === null ? 404 : 200, {
      "content-type": "application/json",
      connection: "close",
      ...(pathname === "/jwks" ? issuer.jwksHeaders : {}),
    });
    response.end(typeof body === "string" ? body : JSON.stringify(body));
  });
  const port = await listen(server, wantedPort);
  const base = `http://127.0.0.1:${port}`;
  const issuer: OidcIssuer = {
    issuer: base + path,
    jwksUri: `${base}/jwks`,
    requests: [],
    keys: [],
    jwks: null,
    jwksHeaders: {},
    discovery: {},
    broken: false,
    newKey: makeKey,
    token(sub, { claims, header, key = issuer.keys[0] } = {}) {
      if (!key) throw new Error("the issuer has no key");
      const iat = Math.floor(now() / 1000);
      const payload = { iss: issuer.issuer, sub, iat, nbf: iat - 10, exp: iat + 60, ...claims };
      return signJwt({ alg: key.alg, kid: key.kid, typ: "JWT", ...header }, payload, key);
    },
    async stop() {
      await new Promise((resolve) => server.close(resolve));
    },
    async start() {
      await listen(server, port);
    },
  };
  issuer.keys.push(await makeKey("key-1", alg));
  return issuer;
}

/** Signs any header and payload by the key's own algorithm; a text is signed as it is. */
export function signJwt(header: object, payload: object | string, { alg, privateKey }: SigningKey): string {
  const signed = `${encode(header)}.${encode(payload)}`;
  return `${signed}.${sign(`sha${alg.slice(2)}`, Buffer.from(signed), options(alg, privateKey)).toString("base64url")}`;
}

/** A token whose HMAC secret is the given text, such as a public key's text. */
export function signWithSecret(header: object, payload: object, secret: string | Buffer): string {
  const signed = `${encode(header)}.${encode(payload)}`;
  return `${signed}.${createHmac("sha256", secret).update(signed).digest("base64url")}`;
}

/** A token without a signature. */
export function unsignedJwt(header: object, payload: object): string {
  return `${encode(header)}.${encode(payload)}.`;
}

/** The key as a JWKS shows it. */
export function toJwk({ kid, alg, publicKey }: SigningKey): Record<string, unknown> {
  return { ...publicKey.export({ format: "jwk" }), kid, alg, use: "sig" };
}

async function makeKey(kid: string, alg: Algorithm = "RS256"): Promise<SigningKey> {
  const pair = alg.startsWith("ES")
    ? await generate("ec", { namedCurve: alg === "ES256" ? "P-256" : "P-384" })
    : await generate("rsa", { modulusLength: 2048 });
  return { kid, alg, ...pair };
}

function options(alg: Algorithm, key: KeyObject) {
  if (alg.startsWith("PS")) return { key, padding: 6, saltLength: Number(alg.slice(2)) / 8 };
  return alg.startsWith("ES") ? { key, dsaEncoding: "ieee-p1363" as const } : { key };
}

function encode(value: object | string): string {
  return Buffer.from(typeof value === "string" ? value : JSON.stringify(value)).toString("base64url");
}

async function listen(server: Server, port: number): Promise<number> {
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}
