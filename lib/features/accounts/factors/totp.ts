import "server-only";
import { Secret, TOTP } from "otpauth";
import { encode } from "uqr";
import { productName } from "@/lib/access/branding";

/** What every authenticator app can do: SHA-1, six digits, thirty seconds (RFC 6238). */
const kind = { algorithm: "SHA1", digits: 6, period: 30 } as const;
/** RFC 4226 section 4 recommends 160 bits. */
const secretBytes = 20;

/** A new shared secret in base32, as apps take it. */
export function newTotpSecret(): string {
  return new Secret({ size: secretBytes }).base32;
}

/** The address that an app reads, by a QR code or a tap. */
export function otpauthUrl(secret: string, email: string): string {
  return new TOTP({ ...kind, issuer: productName(), label: email, secret: Secret.fromBase32(secret) }).toString();
}

/**
 * The time step that a code belongs to, of this one and its two neighbours, so that a clock may be half a minute off. Null
 * for a wrong code. Every step's code is compared in constant time.
 */
export function stepOfCode(secret: string, typed: string, nowMs: number): number | null {
  const token = typed.replaceAll(/\s/g, "");
  if (!/^\d{6}$/.test(token)) return null;
  const totp = new TOTP({ ...kind, secret: Secret.fromBase32(secret) });
  const delta = totp.validate({ token, timestamp: nowMs, window: 1 });
  return delta === null ? null : totp.counter({ timestamp: nowMs }) + delta;
}

/** A text as a QR code: its dark modules as one SVG path on a square of `size`, with the quiet zone that readers need. */
export function qrCode(text: string): { size: number; path: string } {
  const { data, size } = encode(text, { ecc: "M", border: 4 });
  const modules = data.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : [])));
  return { size, path: modules.join("") };
}
