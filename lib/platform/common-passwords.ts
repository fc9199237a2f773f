import "server-only";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { foldPassword, isCommonShape, variantsOf } from "./password-shape";
import { processSlot } from "./process-slot";
import { hashWord } from "./word-hash";

/** Of each entry: 40 bits of its hash, in order, so that a search by halves finds it. */
const bytesPerEntry = 5;
const highBits = 0x1_0000_0000;

const slot = processSlot<Buffer>("common-passwords");

/**
 * Whether a password is one that attackers try first (NIST SP 800-63B section 3.1.1.2). It is listed as it is, a
 * variant of a listed word, or a run, a date or a repetition. The list is read once in the life of the process.
 */
export function isCommonPassword(password: string): boolean {
  if (isCommonShape(password)) return true;
  const list = openList();
  return [foldPassword(password), ...variantsOf(password)].some((word) => holds(list, word));
}

/** The list's file of some words, each once. */
export function packWords(words: Iterable<string>): Buffer {
  const places = [...new Set(Array.from(words, placeOf))].toSorted((one, other) => one - other);
  const packed = Buffer.alloc(places.length * bytesPerEntry);
  for (const [index, place] of places.entries()) packed.writeUIntBE(place, index * bytesPerEntry, bytesPerEntry);
  return packed;
}

function openList(): Buffer {
  if (slot.isHeld()) return slot.get();
  // Joined at run time: a bundler that resolved it would look for the file inside the bundle.
  const list = readFileSync(join(process.cwd(), "lib", "platform", "common-passwords.bin"));
  slot.hold(list);
  return list;
}

function holds(list: Buffer, word: string): boolean {
  const place = placeOf(word);
  let first = 0;
  let end = list.length / bytesPerEntry;
  while (first < end) {
    const middle = (first + end) >>> 1;
    const found = list.readUIntBE(middle * bytesPerEntry, bytesPerEntry);
    if (found === place) return true;
    if (found < place) first = middle + 1;
    else end = middle;
  }
  return false;
}

function placeOf(word: string): number {
  const { high, low } = hashWord(word);
  return low * highBits + high;
}
