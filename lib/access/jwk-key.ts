import "server-only";
import { constants, createPublicKey, type JsonWebKeyInput, type KeyObject, verify } from "node:crypto";

/** A key of an issuer, and the algorithms it may verify: said by the key's own type and `alg`, never by a token. */
export type IssuerKey = { kid: string | null; algorithms: readonly string[]; key: KeyObject };

const rsaAlgorithms = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"] as const;
/** RFC 7518 section 3.4: each curve has its one algorithm, and signatures of one length in bytes. */
const curves = [
  { crv: "P-256", alg: "ES256", signatureBytes: 64 },
  { crv: "P-384", alg: "ES384", signatureBytes: 96 },
  { crv: "P-521", alg: "ES512", signatureBytes: 132 },
] as const;

/** Every algorithm that a foreign token may be signed with: signatures by key pairs alone, so neither `none` nor HS*. */
export const acceptedAlgorithms: readonly string[] = [...rsaAlgorithms, ...curves.map(({ alg }) => alg)];

/** RFC 7518 section 3.3 asks for 2,048 bits; above 8,192 a signature costs more than it is worth. */
const rsaBits = { least: 2_048, most: 8_192 };

/**
 * Reads a public key of a JWKS (RFC 7517); null for what cannot verify a token here: secrets (`oct`), encryption keys,
 * small or odd RSA keys, unknown curves. Certificates and addresses in it (`x5c`, `x5u`) are not looked at.
 */
export function readJwk(jwk: unknown): IssuerKey | null {
  if (typeof jwk !== "object" || jwk === null) return null;
  const { kty, kid, alg, use, key_ops, n, e, crv, x, y } = jwk as Record<string, unknown>;
  if (use !== undefined && use !== "sig") return null;
  if (Array.isArray(key_ops) && !key_ops.includes("verify")) return null;
  const curve = kty === "EC" ? curves.find((candidate) => candidate.crv === crv) : undefined;
  // Only the public members: a private key published by mistake is not loaded as one.
  const key = kty === "RSA" ? keyOf({ kty, n, e }) : curve ? keyOf({ kty, crv, x, y }) : null;
  if (!key || (kty === "RSA" && !isSoundRsa(key))) return null;
  const fitting: readonly string[] = curve ? [curve.alg] : rsaAlgorithms;
  const algorithms = alg === undefined ? fitting : fitting.filter((name) => name === alg);
  if (algorithms.length === 0) return null;
  return { kid: typeof kid === "string" ? kid : null, algorithms, key };
}

/** Verifies a signature (RFC 7515) over `signed` by an algorithm that the key allows. */
export function verifySignature(
  { key, algorithms }: IssuerKey,
  alg: string,
  signed: string,
  signature: Buffer,
): boolean {
  if (!algorithms.includes(alg)) return false;
  const digest = `sha${alg.slice(2)}`;
  const data = Buffer.from(signed);
  if (alg.startsWith("RS")) return verify(digest, data, { key, padding: constants.RSA_PKCS1_PADDING }, signature);
  if (alg.startsWith("PS")) {
    const saltLength = constants.RSA_PSS_SALTLEN_DIGEST;
    return verify(digest, data, { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength }, signature);
  }
  // R and S side by side, each of the curve's length; ASN.1, which other tools write, is not a JWS signature.
  const length = curves.find((curve) => curve.alg === alg)?.signatureBytes;
  return signature.length === length && verify(digest, data, { key, dsaEncoding: "ieee-p1363" }, signature);
}

function keyOf(members: Record<string, unknown>): KeyObject | null {
  try {
    return createPublicKey({ key: members as JsonWebKeyInput["key"], format: "jwk" });
  } catch {
    return null;
  }
}

/** An exponent of 1 would verify anything. */
function isSoundRsa({ asymmetricKeyDetails: details }: KeyObject): boolean {
  const { modulusLength = 0, publicExponent = 0n } = details ?? {};
  return modulusLength >= rsaBits.least && modulusLength <= rsaBits.most && publicExponent >= 3n;
}
