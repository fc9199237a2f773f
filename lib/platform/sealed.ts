import "server-only";
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";

/** Encrypts what must be stored and read again, such as signing keys; everything that is only compared is hashed instead. */
export type Seals = {
  /** Authenticated encryption; `purpose` keeps a sealed value from being opened as another kind of secret. */
  seal(text: string, purpose: string): string;
  /** The text that was sealed; throws when the key, the purpose or the stored text is not the same. */
  open(sealed: string, purpose: string): string;
  /** The same sealed under the current secret; null where it is already. Throws as `open`. */
  reseal(sealed: string, purpose: string): string | null;
};

const nonceBytes = 12;
const tagBytes = 16;
const version = "v1.";

/** A secret's keys, one for each purpose: derived by HKDF (RFC 5869), and kept. */
type Keys = (purpose: string) => Buffer;

/** AES-256-GCM under the deployment's one secret; what was sealed under a `former` one is opened too. */
export function createSeals(secret: string, former: readonly string[] = []): Seals {
  const current = keysOf(secret);
  const all = [current, ...former.map(keysOf)];
  const seal = (text: string, purpose: string) => {
    const nonce = randomBytes(nonceBytes);
    const cipher = createCipheriv("aes-256-gcm", current(purpose), nonce, { authTagLength: tagBytes });
    const body = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
    return version + Buffer.concat([nonce, cipher.getAuthTag(), body]).toString("base64url");
  };
  const openBy = (sealed: string, purpose: string) => {
    const bytes = Buffer.from(sealed.startsWith(version) ? sealed.slice(version.length) : "", "base64url");
    if (bytes.length < nonceBytes + tagBytes) throw new Error("not a sealed value");
    for (const keys of all) {
      const text = tryToOpen(bytes, keys(purpose));
      if (text !== null) return { text, isCurrent: keys === current };
    }
    throw new Error("sealed under another ENCRYPTION_KEY or for another purpose, or changed since");
  };
  return {
    seal,
    open: (sealed, purpose) => openBy(sealed, purpose).text,
    reseal(sealed, purpose) {
      const { text, isCurrent } = openBy(sealed, purpose);
      return isCurrent ? null : seal(text, purpose);
    },
  };
}

function keysOf(secret: string): Keys {
  const keys = new Map<string, Buffer>();
  return (purpose) => {
    let key = keys.get(purpose);
    if (!key) {
      key = Buffer.from(hkdfSync("sha256", secret, "", `latchkey ${purpose}`, 32));
      keys.set(purpose, key);
    }
    return key;
  };
}

/** Null where the key is not the one, or the text is not as it was: GCM cannot tell these apart. */
function tryToOpen(bytes: Buffer, key: Buffer): string | null {
  const decipher = createDecipheriv("aes-256-gcm", key, bytes.subarray(0, nonceBytes), { authTagLength: tagBytes });
  decipher.setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes));
  try {
    return decipher.update(bytes.subarray(nonceBytes + tagBytes), undefined, "utf8") + decipher.final("utf8");
  } catch {
    return null;
  }
}
