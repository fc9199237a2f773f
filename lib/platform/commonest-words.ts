import packed from "./commonest-words.json";
import { foldPassword, variantsOf } from "./password-shape";
import { hashWord } from "./word-hash";

let hashes: Set<number> | undefined;

/**
 * Whether a password is, or is a variant of, one of the thousand commonest words. Browsers ask it before they send; only
 * the server has the whole list.
 */
export function isCommonestPassword(password: string): boolean {
  hashes ??= unpacked();
  const known = hashes;
  return [foldPassword(password), ...variantsOf(password)].some((word) => known.has(hashWord(word).high));
}

function unpacked(): Set<number> {
  const bytes = new DataView(Uint8Array.from(atob(packed.hashes), (sign) => sign.charCodeAt(0)).buffer);
  return new Set(Array.from({ length: bytes.byteLength / 4 }, (_, index) => bytes.getUint32(4 * index)));
}
