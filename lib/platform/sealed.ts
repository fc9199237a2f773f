import "server-only";
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";

/** Encrypts what must be stored and read again, such as signing keys; everything that is only compared is hashed instead. */
export type Seals = {
  /** Authenticated encryption; `purpose` keeps a sealed value from being opened as another kind of secret. */
  seal(text: string, purpose: string): string;
  /** The text that was sealed; throws when the key, the purpose or the stored text is not the same. */
  open(sealed: string, purpose: string): string;
};

const nonceBytes = 12;
const tagBytes = 16;
const version = "v1.";

/** AES-256-GCM under a key derived (HKDF, RFC 5869) for each purpose from the deployment's one secret. */
export function createSeals(secret: string): Seals {
  const keys = new Map<string, Buffer>();
  const keyFor = (purpose: string) => {
    let key = keys.get(purpose);
    if (!key) {
      key = Buffer.from(hkdfSync("sha256", secret, "", `latchkey ${purpose}`, 32));
      keys.set(purpose, key);
    }
    return key;
  };
  return {
    seal(text, purpose) {
      const nonce = randomBytes(nonceBytes);
      const cipher = createCipheriv("aes-256-gcm", keyFor(purpose), nonce, { authTagLength: tagBytes });
      const body = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
      return version + Buffer.concat([nonce, cipher.getAuthTag(), body]).toString("base64url");
    },
    open(sealed, purpose) {
      const bytes = Buffer.from(sealed.startsWith(version) ? sealed.slice(version.length) : "", "base64url");
      if (bytes.length < nonceBytes + tagBytes) throw new Error("not a sealed value");
      const decipher = createDecipheriv("aes-256-gcm", keyFor(purpose), bytes.subarray(0, nonceBytes), {
        authTagLength: tagBytes,
      });
      decipher.setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes));
      return decipher.update(bytes.subarray(nonceBytes + tagBytes), undefined, "utf8") + decipher.final("utf8");
    },
  };
}
