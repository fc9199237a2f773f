import "server-only";
import { createECDH, createPrivateKey, hash, hkdfSync, type JsonWebKey, type KeyObject, sign } from "node:crypto";
import { dayMs } from "./limit-windows";

/** A key signs for one period. Its next one is published all the while, so that verifiers may keep the set for days. */
const periodMs = 90 * dayMs;
/** The order of the group of P-256 (FIPS 186-5). */
const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

type IdentityKey = { header: string; privateKey: KeyObject; publicJwk: JsonWebKey };

/**
 * Signs identity tokens (ES256, RFC 7518): who a caller is, for services behind the data plane. The keys follow from `JWT_SECRET` and the time, so
 * that all processes have the same ones without asking each other. They sign nothing else, and nothing else is signed by them.
 */
export type IdentityKeys = {
  /** The claims as a compact JWS of the type `latchkey-identity+jwt`, as of `nowMs`. */
  sign(claims: object, nowMs: number): string;
  /** The public keys, to verify what was or will soon be signed (RFC 7517). */
  published(nowMs: number): JsonWebKey[];
};

/** Identity keys under one secret; those of `former` ones are published, too. */
export function createIdentityKeys(secret: string, former: readonly string[] = []): IdentityKeys {
  const known = new Map<string, IdentityKey>();

  function keyOf(from: string, period: number): IdentityKey {
    const id = `${period} ${from}`;
    const made = known.get(id) ?? deriveKey(from, period);
    // Three periods of a few secrets are asked for again and again; what is over goes with a restart.
    known.set(id, made);
    return made;
  }

  return {
    sign(claims, nowMs) {
      const { header, privateKey } = keyOf(secret, periodOf(nowMs));
      const signed = `${header}.${encode(claims)}`;
      const signature = sign("sha256", Buffer.from(signed), { key: privateKey, dsaEncoding: "ieee-p1363" });
      return `${signed}.${signature.toString("base64url")}`;
    },
    published(nowMs) {
      const period = periodOf(nowMs);
      const periods = [period, period + 1, period - 1];
      return [secret, ...former].flatMap((from) => periods.map((one) => keyOf(from, one).publicJwk));
    },
  };
}

function periodOf(nowMs: number): number {
  return Math.floor(nowMs / periodMs);
}

/** FIPS 186-5 A.2.1: 64 bits more than the order has, so that the remainder favours no key. */
function deriveKey(secret: string, period: number): IdentityKey {
  const bits = Buffer.from(hkdfSync("sha256", secret, "", `latchkey identity ES256 ${period}`, 40)).toString("hex");
  const scalar = Buffer.from(((BigInt(`0x${bits}`) % (order - 1n)) + 1n).toString(16).padStart(64, "0"), "hex");
  const curve = createECDH("prime256v1");
  curve.setPrivateKey(scalar);
  const point = curve.getPublicKey();
  const [x, y, d] = [point.subarray(1, 33), point.subarray(33), scalar].map((part) => part.toString("base64url"));
  const jwk = { kty: "EC", crv: "P-256", x: x ?? "", y: y ?? "" };
  // RFC 7638: the members in the order of the alphabet.
  const kid = hash("sha256", JSON.stringify({ crv: jwk.crv, kty: jwk.kty, x: jwk.x, y: jwk.y }), "base64url");
  return {
    header: encode({ alg: "ES256", typ: "latchkey-identity+jwt", kid }),
    privateKey: createPrivateKey({ key: { ...jwk, d: d ?? "" }, format: "jwk" }),
    publicJwk: { ...jwk, kid, use: "sig", alg: "ES256" },
  };
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}
