import "server-only";
import { createHash, createPublicKey, type JsonWebKey, verify } from "node:crypto";
import { artifactHash } from "@/lib/access/oauth-token";
import { runtime } from "@/lib/access/runtime";
import { readJwt } from "@/lib/access/session-jwt";
import { onlyGiven } from "@/lib/platform/only-given";
import { ApiError } from "./api-error";
import { isBearerToken } from "./bearer";
import type { HeaderReader } from "./header-reader";

/** A proof is believed this long around its own time. */
const windowSeconds = 60;
/** What a proof may be signed with. */
export const proofAlgorithms: readonly string[] = ["ES256", "EdDSA", "Ed25519"];

/** The token of an `Authorization: DPoP` header (RFC 9449 section 7.1); null for every other header. */
export function readDpopToken(authorization: string | null): string | null {
  const token = /^DPoP +([^ ]+) *$/i.exec(authorization ?? "")?.[1];
  return token !== undefined && isBearerToken(token) ? token : null;
}

/** A proof that holds: the thumbprint of its key, and what makes it this one proof. */
export type KeyProof = { thumbprint: string; jti: string };

/**
 * Checks the `DPoP` header of a request (RFC 9449 section 4.3). It must be signed with the key that it shows, for this
 * method, address and token, now. Throws 401. Whether it is the first of its kind is for `spendProof` to find out.
 */
export function readProof(request: { method: string; path: string; headers: HeaderReader }, token: string): KeyProof {
  const { clock, settings } = runtime();
  const proof = request.headers.get("dpop") ?? "";
  const read = readJwt(proof);
  const [head = "", payload = "", signature = ""] = proof.split(".");
  if (!read || proof.length > 4_096) throw invalidProof("is missing or malformed");
  const { typ, alg, jwk } = read.header;
  if (typ !== "dpop+jwt" || typeof alg !== "string" || !proofAlgorithms.includes(alg))
    throw invalidProof("is of another type");
  const key = publicKeyOf(jwk, alg);
  if (!key || !isSigned(`${head}.${payload}`, signature, key, alg)) throw invalidProof("is not signed with its key");
  const { htm, htu, iat, jti, ath } = read.claims;
  if (htm !== request.method || !isAddress(htu, `${settings.publicUrl}${request.path}`))
    throw invalidProof("is for another request");
  if (typeof iat !== "number" || Math.abs(clock.now() / 1000 - iat) > windowSeconds)
    throw invalidProof("is not of now");
  if (ath !== sha256(token)) throw invalidProof("is for another token");
  if (typeof jti !== "string" || jti === "") throw invalidProof("has no identifier");
  return { thumbprint: thumbprintOf(key), jti };
}

/**
 * Makes a proof count once for all processes together; throws 401 where it was used before. Only after the token held:
 * anybody can sign proofs with a key of their own, and each one spent is a row.
 */
export async function spendProof({ thumbprint, jti }: KeyProof): Promise<void> {
  const { clock, database } = runtime();
  const expiresAt = new Date(clock.now() + 2 * windowSeconds * 1000);
  const { rowCount } = await database.pool.query(
    `INSERT INTO oauth_artifacts (model, id_hash, payload, created_at, expires_at)
     VALUES ('DpopProof', $1, '{}', $2, $3) ON CONFLICT DO NOTHING`,
    [artifactHash(`${thumbprint} ${jti}`), new Date(clock.now()), expiresAt],
  );
  if (rowCount !== 1) throw invalidProof("was used before");
}

/** 401 for a proof that does not hold (RFC 9449 section 7.1); `reason` goes on after "The DPoP proof". */
export function invalidProof(reason: string): ApiError {
  return new ApiError("unauthenticated", "invalid access token", {
    headers: { "www-authenticate": `DPoP error="invalid_dpop_proof", error_description="The DPoP proof ${reason}"` },
  });
}

type ProofKey = { jwk: JsonWebKey; object: ReturnType<typeof createPublicKey> };

/** A public key of the algorithm's own kind; a private one has no place in a header. */
function publicKeyOf(jwk: unknown, alg: string): ProofKey | null {
  if (typeof jwk !== "object" || jwk === null || "d" in jwk) return null;
  const { kty, crv, x, y } = jwk as JsonWebKey;
  const plain: JsonWebKey = onlyGiven(alg === "ES256" ? { kty, crv, x, y } : { kty, crv, x });
  const isRight = alg === "ES256" ? kty === "EC" && crv === "P-256" : kty === "OKP" && crv === "Ed25519";
  if (!isRight) return null;
  try {
    return { jwk: plain, object: createPublicKey({ key: plain, format: "jwk" }) };
  } catch {
    return null;
  }
}

function isSigned(text: string, signature: string, { object }: ProofKey, alg: string): boolean {
  const bytes = Buffer.from(signature, "base64url");
  if (alg === "ES256") return verify("SHA256", Buffer.from(text), { key: object, dsaEncoding: "ieee-p1363" }, bytes);
  return verify(null, Buffer.from(text), object, bytes);
}

/** RFC 7638: the required members in the order of their names. */
function thumbprintOf({ jwk: { crv, kty, x, y } }: ProofKey): string {
  return sha256(JSON.stringify(y === undefined ? { crv, kty, x } : { crv, kty, x, y }));
}

/** Without query and fragment, which a proof leaves out. */
function isAddress(htu: unknown, address: string): boolean {
  if (typeof htu !== "string" || !URL.canParse(htu)) return false;
  const url = new URL(htu);
  return `${url.origin}${url.pathname}` === new URL(address).href;
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("base64url");
}
