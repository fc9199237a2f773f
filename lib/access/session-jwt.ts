import "server-only";
import { createHmac, createSecretKey, type KeyObject, timingSafeEqual } from "node:crypto";

/** The claims of a session JWT (documents 000 and 001): `sub` equals `user_id`; `sid` lets one session be ended. Times in seconds. */
export type SessionClaims = {
  user_id: string;
  sub: string;
  email: string;
  /** The organization that the session acted for when the token was issued; absent in tokens of before there was one. */
  org_id?: string;
  sid: string;
  iat: number;
  exp: number;
};

export type SessionJwtResult = { ok: true; claims: SessionClaims } | { ok: false; reason: "malformed" | "expired" };

/** Signs and verifies session JWTs: HS256 and nothing else, also when a token's header asks for another. */
export type SessionJwts = {
  sign(claims: SessionClaims): string;
  verify(token: string, nowMs: number): SessionJwtResult;
};

/**
 * Session JWTs under one secret; those that a `former` one signed hold too. Key objects are made once, because making one
 * costs more than using it.
 */
export function createSessionJwts(secret: string, former: readonly string[] = []): SessionJwts {
  const key = keyOf(secret);
  const keys = [key, ...former.map(keyOf)];
  const header = encode({ alg: "HS256", typ: "JWT" });
  return {
    sign(claims) {
      const signed = `${header}.${encode(claims)}`;
      return `${signed}.${signatureOf(signed, key)}`;
    },
    verify(token, nowMs) {
      const [head, payload, signature, ...rest] = token.split(".");
      if (!head || !payload || !signature || rest.length > 0) return { ok: false, reason: "malformed" };
      // Compared as text: base64url can spell the same bytes in more than one way, and only one of them is the token.
      const given = Buffer.from(signature);
      const isSigned = keys.some((one) => {
        const expected = Buffer.from(signatureOf(`${head}.${payload}`, one));
        return given.length === expected.length && timingSafeEqual(given, expected);
      });
      if (!isSigned) return { ok: false, reason: "malformed" };
      // Only after the signature holds is anything inside believed.
      const { alg } = decode(head);
      const claims = decode(payload);
      if (alg !== "HS256" || !isSessionClaims(claims)) return { ok: false, reason: "malformed" };
      if (claims.exp * 1000 <= nowMs) return { ok: false, reason: "expired" };
      return { ok: true, claims };
    },
  };
}

/** A JWT's header and claims as they stand, nothing of them verified; null for what is not a JWT. */
export function readJwt(token: string): { header: Record<string, unknown>; claims: Record<string, unknown> } | null {
  const [head, payload, signature, ...rest] = token.split(".");
  if (!head || !payload || signature === undefined || rest.length > 0) return null;
  return { header: decode(head), claims: decode(payload) };
}

function keyOf(secret: string): KeyObject {
  return createSecretKey(Buffer.from(secret, "utf8"));
}

function signatureOf(text: string, key: KeyObject): string {
  return createHmac("sha256", key).update(text).digest("base64url");
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}

function decode(part: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, "base64url").toString("utf8"));
    return typeof value === "object" && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}

function isSessionClaims(claims: Record<string, unknown>): claims is SessionClaims {
  const texts = ["user_id", "sub", "email", "sid"].every((name) => typeof claims[name] === "string");
  const times = ["iat", "exp"].every((name) => Number.isSafeInteger(claims[name]));
  return texts && times && claims.sub === claims.user_id;
}
