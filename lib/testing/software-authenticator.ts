import { createHash, generateKeyPairSync, randomBytes, sign } from "node:crypto";
import { isoCBOR } from "@simplewebauthn/server/helpers";
import type { Json } from "./call-api";

/** What an attacker, or an odd authenticator, does otherwise. */
type Twist = {
  origin?: string;
  crossOrigin?: boolean;
  challenge?: string;
  userVerified?: boolean;
  counter?: number;
  userHandle?: string;
};

/** An authenticator in software, as WebAuthn specifies it: one ES256 key of one user, and a counter that goes on with each use. */
export type SoftwareAuthenticator = {
  /** Answers `navigator.credentials.create()`. */
  create(options: Json, twist?: Twist): Json;
  /** Answers `navigator.credentials.get()`. */
  get(options: Json, twist?: Twist): Json;
};

/** A fresh one in a browser at `origin`; without a counter it says 0 for ever, as those do that are copied between devices. */
export function createSoftwareAuthenticator({
  origin = "http://localhost:3000",
  hasCounter = true,
}: {
  origin?: string;
  hasCounter?: boolean;
} = {}): SoftwareAuthenticator {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const id = randomBytes(32);
  let counter = 0;
  let handle = "";

  const clientData = (type: string, options: Json, twist: Twist) =>
    Buffer.from(
      JSON.stringify({
        type,
        challenge: twist.challenge ?? options.challenge,
        origin: twist.origin ?? origin,
        crossOrigin: twist.crossOrigin ?? false,
      }),
    );
  const authenticatorData = (rpId: string, twist: Twist, attested: Buffer | null) => {
    if (hasCounter) counter++;
    const fixed = Buffer.alloc(5);
    // User present, user verified, attested data.
    fixed[0] = 0x01 | (twist.userVerified === false ? 0 : 0x04) | (attested ? 0x40 : 0);
    fixed.writeUInt32BE(twist.counter ?? counter, 1);
    return Buffer.concat([createHash("sha256").update(rpId).digest(), fixed, attested ?? Buffer.alloc(0)]);
  };
  const answer = (response: Json) => ({
    id: id.toString("base64url"),
    rawId: id.toString("base64url"),
    type: "public-key",
    response,
    clientExtensionResults: {},
  });

  return {
    create(options, twist = {}) {
      handle = options.user.id;
      const { x = "", y = "" } = publicKey.export({ format: "jwk" });
      const key = isoCBOR.encode(
        new Map<number, number | Uint8Array>([
          [1, 2],
          [3, -7],
          [-1, 1],
          [-2, Buffer.from(x, "base64url")],
          [-3, Buffer.from(y, "base64url")],
        ]),
      );
      const length = Buffer.alloc(2);
      length.writeUInt16BE(id.length);
      const attested = Buffer.concat([Buffer.alloc(16), length, id, key]);
      const authData = authenticatorData(options.rp.id, twist, attested);
      const attestation = new Map<string, unknown>([
        ["fmt", "none"],
        ["attStmt", new Map()],
        ["authData", new Uint8Array(authData)],
      ]);
      return answer({
        clientDataJSON: clientData("webauthn.create", options, twist).toString("base64url"),
        attestationObject: Buffer.from(isoCBOR.encode(attestation as never)).toString("base64url"),
        transports: ["internal"],
      });
    },
    get(options, twist = {}) {
      const data = clientData("webauthn.get", options, twist);
      const authData = authenticatorData(options.rpId, twist, null);
      const signed = Buffer.concat([authData, createHash("sha256").update(data).digest()]);
      return answer({
        clientDataJSON: data.toString("base64url"),
        authenticatorData: authData.toString("base64url"),
        signature: sign("sha256", signed, privateKey).toString("base64url"),
        userHandle: twist.userHandle ?? handle,
      });
    },
  };
}
