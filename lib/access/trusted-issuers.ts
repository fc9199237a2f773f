import "server-only";
import type pg from "pg";
import type { Clock } from "@/lib/platform/clock";
import type { Log } from "@/lib/platform/log";
import { cleanName } from "@/lib/platform/name-text";
import type { TrustedIssuer } from "@/lib/platform/settings";
import type { Rejection, TokenVerifier } from "./credential-directory";
import { externalIdPattern } from "./customer";
import { type AdmitCustomer, loadCustomerSubject } from "./customer-subject";
import { externalUsers } from "./external-user";
import { createIssuerKeys, type IssuerKeys } from "./issuer-keys";
import { acceptedAlgorithms, type IssuerKey, verifySignature } from "./jwk-key";
import { readJwt } from "./session-jwt";

type Options = {
  issuers: readonly TrustedIssuer[];
  pool: pg.Pool;
  clock: Clock;
  log: Log;
  /** Makes the customer whom a subject is seen for the first time as. */
  admitCustomer: AdmitCustomer;
};

/** How far the issuer's clock may be ahead of ours. */
const leewayMs = 30_000;

/** Judges the tokens of the issuers that the operator trusts (contract section 7; RFC 7519, RFC 8725). */
export function createTrustedIssuers({ issuers, pool, clock, log, admitCustomer }: Options): TokenVerifier {
  const trusted = new Map(
    issuers.map((issuer) => [issuer.issuer, { ...issuer, keys: createIssuerKeys(issuer, { clock, log }) }]),
  );
  const loadUser = externalUsers(pool);
  return {
    isMine: (_header, { iss }) => typeof iss === "string" && trusted.has(iss),
    async verify(token, nowMs) {
      const jws = readJws(token);
      const issuer = trusted.get(String(jws?.claims.iss));
      if (!jws || !issuer) return refused("malformed");
      const signature = await checkSignature(jws, issuer.keys);
      if (signature !== "valid") return refused(signature);
      const claims = readClaims(jws.claims);
      if (!claims) return refused("malformed");
      if (issuer.audience !== null && !claims.audience.includes(issuer.audience)) return refused("wrong-audience");
      if (claims.expiresAtMs <= nowMs) return refused("expired");
      if (claims.notBeforeMs > nowMs + leewayMs) return refused("not-yet-valid");
      const { subject, name, expiresAtMs } = claims;
      if (issuer.customers) {
        if (!externalIdPattern.test(subject)) return refused("malformed");
        const { organizationId, scopes } = issuer.customers;
        const wanted = { organizationId, subject, name, scopes: scopes ?? claims.scopes };
        const load = () => loadCustomerSubject(pool, wanted, issuer.createsUsers ? admitCustomer : null);
        return { ok: true, expiresAtMs, load, mayAppear: true };
      }
      const load = () => loadUser({ issuer: issuer.issuer, subject, name }, issuer.createsUsers);
      return { ok: true, expiresAtMs, load };
    },
  };
}

function refused(reason: Rejection) {
  return { ok: false as const, reason };
}

type Jws = { alg: string; kid: string | undefined; claims: Record<string, unknown>; signed: string; signature: Buffer };

/**
 * Takes a compact JWS apart; null for one that cannot hold here. Of the header only `alg`, `kid`, `typ` and `crit` are
 * read: keys and addresses of keys in it (`jwk`, `x5c`, `jku`, `x5u`) are the sender's own words.
 */
function readJws(token: string): Jws | null {
  const parts = /^([\w-]+\.[\w-]+)\.([\w-]+)$/.exec(token);
  const unverified = readJwt(token);
  if (!parts?.[1] || !parts[2] || !unverified) return null;
  const { alg, kid, typ, crit } = unverified.header;
  if (typeof alg !== "string" || !acceptedAlgorithms.includes(alg)) return null;
  if (kid !== undefined && typeof kid !== "string") return null;
  // RFC 7515 section 4.1.11: who does not know an extension that is critical must refuse; we know none.
  if (crit !== undefined || !isAccessTokenType(typ)) return null;
  const signature = Buffer.from(parts[2], "base64url");
  // base64url can spell the same bytes in more than one way, and only one of them is the token.
  if (signature.toString("base64url") !== parts[2]) return null;
  return { alg, kid, claims: unverified.claims, signed: parts[1], signature };
}

/** RFC 8725 section 3.11: what an issuer signs for other purposes, such as a logout, is no sign-in. */
function isAccessTokenType(typ: unknown): boolean {
  return typ === undefined || (typeof typ === "string" && /^(application\/)?(at\+)?jwt$/i.test(typ));
}

async function checkSignature({ alg, kid, signed, signature }: Jws, keys: IssuerKeys): Promise<"valid" | Rejection> {
  const holds = (candidates: readonly IssuerKey[]) =>
    candidates.some((key) => verifySignature(key, alg, signed, signature));
  const candidates = await keys.find(kid, alg);
  if (holds(candidates)) return "valid";
  // A known key id with a wrong signature is a forgery; an unknown one may be a key that is newer than what we have.
  if (kid !== undefined && candidates.length > 0) return "malformed";
  return holds(await keys.findAnew(kid, alg)) ? "valid" : "unknown";
}

type Claims = {
  subject: string;
  name: string | null;
  audience: readonly unknown[];
  /** What the token says that it is for. */
  scopes: readonly string[];
  expiresAtMs: number;
  notBeforeMs: number;
};

/** The claims of a token whose signature holds; null when one that is needed is missing or of the wrong kind. */
function readClaims({ sub, name, aud, exp, nbf = 0, iat = 0, scope, scp }: Record<string, unknown>): Claims | null {
  const times = [exp, nbf, iat].every((time) => typeof time === "number" && Number.isFinite(time));
  if (!times || typeof sub !== "string" || !isSubject(sub)) return null;
  return {
    subject: sub,
    name: typeof name === "string" ? plainName(name) : null,
    audience: Array.isArray(aud) ? aud : [aud],
    scopes: scopesNamed(scope ?? scp),
    expiresAtMs: Number(exp) * 1000,
    notBeforeMs: Math.max(Number(nbf), Number(iat)) * 1000,
  };
}

/** RFC 9068 section 2.2.3: a text with spaces. Some providers write a list, and call it `scp`. */
function scopesNamed(claim: unknown): string[] {
  if (typeof claim === "string") return claim.split(" ").filter((scope) => scope !== "");
  return Array.isArray(claim) ? claim.filter((scope) => typeof scope === "string") : [];
}

/** OpenID Connect Core section 2: at most 255 characters. Controls and halves of characters cannot be stored. */
function isSubject(sub: string): boolean {
  return sub.length > 0 && sub.length <= 255 && !/[\p{Cc}\p{Cs}]/u.test(sub);
}

/** A display name, where the claim is one without markup. */
function plainName(name: string): string | null {
  return /[<>]/.test(name) ? null : cleanName(name.slice(0, 1_000));
}
