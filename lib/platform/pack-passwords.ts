import "server-only";
import { packWords } from "./common-passwords";
import {
  foldPassword,
  hasVariants,
  isCommonShape,
  shortestEntry,
  variantsOf,
  withoutMarks,
  wordOf,
} from "./password-shape";
import { minPasswordLength } from "./password-text";
import { hashWord } from "./word-hash";

const commonestWords = 1_000;

/** What is kept of lists of passwords. */
export type PackedPasswords = {
  /** The file that servers search. */
  list: Buffer;
  /** The first words, for browsers: 32 bits of each hash, as base64. */
  commonest: string;
  /** How many different passwords of eight signs and more the lists held; all of them are refused. */
  passwords: number;
};

/**
 * Packs the entries of lists of passwords, the commonest first. Kept are the words that entries are variants of, and the
 * entries that are variants of none.
 */
export function packPasswords(entries: readonly string[]): PackedPasswords {
  const words = new Set(entries.map(wordOf).flatMap(withoutMarks).filter(hasVariants));
  const whole = [...new Set(entries.map(foldPassword))].filter((entry) => entry.length >= shortestEntry);
  const others = whole.filter(
    (entry) => !isCommonShape(entry) && !words.has(entry) && ![...variantsOf(entry)].some((word) => words.has(word)),
  );
  const commonest = Buffer.alloc(4 * commonestWords);
  for (const [index, word] of [...words].slice(0, commonestWords).entries()) {
    commonest.writeUInt32BE(hashWord(word).high, 4 * index);
  }
  return {
    list: packWords([...words, ...others]),
    commonest: commonest.toString("base64"),
    passwords: whole.filter((entry) => [...entry].length >= minPasswordLength).length,
  };
}
