import "server-only";
import { createCipheriv, createDecipheriv, randomBytes, scrypt } from "node:crypto";
import { promisify } from "node:util";

const derive = promisify<string, Buffer, number, { N: number; r: number; p: number; maxmem: number }, Buffer>(scrypt);

/** 128 MiB and some 0.4 s for each guess (RFC 7914). */
const cost = { N: 2 ** 17, r: 8, p: 1, maxmem: 256 * 2 ** 20 };
const saltBytes = 16;
const nonceBytes = 12;
const tagBytes = 16;
const version = "scrypt1.";

/** The shortest passphrase that seals; a backup lies where its makers do not watch it. */
export const shortestPassphrase = 12;

/** Seals a text with a passphrase: AES-256-GCM under a key by scrypt. Rejects a passphrase of fewer than 12 characters. */
export async function sealWithPassphrase(text: string, passphrase: string): Promise<string> {
  if ([...passphrase].length < shortestPassphrase)
    throw new Error(`the passphrase must have at least ${shortestPassphrase} characters`);
  const [salt, nonce] = [randomBytes(saltBytes), randomBytes(nonceBytes)];
  const cipher = createCipheriv("aes-256-gcm", await derive(passphrase, salt, 32, cost), nonce);
  const body = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
  return version + Buffer.concat([salt, nonce, cipher.getAuthTag(), body]).toString("base64url");
}

/** The text that was sealed; rejects where the passphrase is another, or the sealed text is not whole. */
export async function openWithPassphrase(sealed: string, passphrase: string): Promise<string> {
  const bytes = Buffer.from(sealed.startsWith(version) ? sealed.slice(version.length) : "", "base64url");
  const [nonceAt, tagAt, bodyAt] = [saltBytes, saltBytes + nonceBytes, saltBytes + nonceBytes + tagBytes];
  if (bytes.length < bodyAt) throw new Error("the sealed secrets are not whole");
  const key = await derive(passphrase, bytes.subarray(0, nonceAt), 32, cost);
  const decipher = createDecipheriv("aes-256-gcm", key, bytes.subarray(nonceAt, tagAt), { authTagLength: tagBytes });
  decipher.setAuthTag(bytes.subarray(tagAt, bodyAt));
  try {
    return decipher.update(bytes.subarray(bodyAt), undefined, "utf8") + decipher.final("utf8");
  } catch (error) {
    throw new Error("the passphrase is not the one that the backup was made with", { cause: error });
  }
}
