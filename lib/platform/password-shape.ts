import { preparePassword } from "./password-text";

/** Letters that people replace, by what stands for them. */
const letterFor: Readonly<Record<string, string>> = {
  "0": "o",
  "1": "i",
  "3": "e",
  "4": "a",
  "5": "s",
  "7": "t",
  "@": "a",
  $: "s",
  "!": "i",
};

/** How many signs at either end may belong to the word (`$ummer`, `pa55`), and not to what was put around it. */
const mostKept = 2;
const shortestWord = 4;
/** Fewest signs of an entry that is kept although it is no word. */
export const shortestEntry = 6;
const longestRepeated = 4;

/** A password as it is compared with words: letters in lower case, everything else as it is hashed. */
export function foldPassword(password: string): string {
  return preparePassword(password).toLowerCase();
}

/** The same with the letters that digits and signs stand for. */
export function undisguised(folded: string): string {
  return [...folded].map((sign) => letterFor[sign] ?? sign).join("");
}

/** A list's entry as the word that its variants share: what is around it taken off, disguised letters put back. */
export function wordOf(entry: string): string {
  return undisguised(foldPassword(entry).replaceAll(/^\P{L}+|\P{L}+$/gu, ""));
}

/** Whether an entry's word is long enough that its variants are refused too. */
export function hasVariants(word: string): boolean {
  return [...word].length >= shortestWord;
}

/**
 * Every word of which a password is a variant that an attacker tries. A variant is the word with a year, a date, a run
 * or up to four digits around it, with signs, with letters replaced, or twice. Random digits in number are no such
 * variant.
 */
export function variantsOf(password: string): Set<string> {
  const folded = foldPassword(password);
  const words = new Set(withoutEnding(folded));
  const before = /^\P{L}*/u.exec(folded)?.[0] ?? "";
  const after = /\P{L}*$/u.exec(folded.slice(before.length))?.[0] ?? "";
  for (let left = 0; left <= Math.min(mostKept, before.length); left++) {
    for (let right = 0; right <= Math.min(mostKept, after.length); right++) {
      const start = before.length - left;
      const end = folded.length - after.length + right;
      if (!isGuessable(folded.slice(0, start)) || !isGuessable(folded.slice(end))) continue;
      for (const word of spellingsOf(folded.slice(start, end))) if (hasVariants(word)) words.add(word);
    }
  }
  return words;
}

/** With the disguise taken off, which a 1 leaves open; without what divides it; and once where it is there twice. */
function spellingsOf(text: string): string[] {
  const spellings = [undisguised(text), undisguised(text.replaceAll(/[1!]/g, "l"))];
  return spellings
    .flatMap((word) => [word, word.replaceAll(/[^\p{L}\p{M}\p{N}]/gu, "")])
    .flatMap((word) => [word, halfOf(word)])
    .flatMap(withoutMarks);
}

/** A word, and what keyboards without its marks make of it. */
export function withoutMarks(word: string): string[] {
  const bare = (text: string) => text.normalize("NFD").replaceAll(/\p{M}/gu, "");
  return [word, bare(word), bare(word.replaceAll(/[äöü]/g, "$&e"))];
}

function halfOf(word: string): string {
  const half = word.slice(0, word.length / 2);
  return half + half === word ? half : word;
}

/** The beginnings to which something guessable was added, such as `abc123` of `abc1232024!`. */
function withoutEnding(folded: string): string[] {
  const plain = folded.replace(/^[^\p{L}\p{N}]{1,4}/u, "");
  const ending = /\P{L}*$/u.exec(plain)?.[0].length ?? 0;
  return Array.from({ length: ending + 1 }, (_, cut) => plain.length - cut)
    .filter((end) => end >= shortestEntry && isGuessable(plain.slice(end)))
    .map((end) => plain.slice(0, end));
}

/** Whether what stands before or after a word is what attackers try there. */
function isGuessable(around: string): boolean {
  const digits = around.replaceAll(/\D/g, "");
  if (around.length - digits.length > 4) return false;
  return digits.length <= 4 || isDate(digits) || repeats(digits) || isOfTwo(digits);
}

/** Whether digits are two runs or years after another, such as `20241234`; or one. */
function isOfTwo(digits: string): boolean {
  const isPiece = (piece: string) => isRun(piece) || /^(19|20)\d\d$/.test(piece);
  return [...digits].some((_, cut) => isPiece(digits.slice(0, cut)) && isPiece(digits.slice(cut)));
}

/** Days as people write them, the year with two digits or four, at either end. */
function isDate(digits: string): boolean {
  return /^(?:(?:0?[1-9]|[12]\d|3[01]){2}(?:19|20)?\d\d|(?:19|20)?\d\d(?:0?[1-9]|[12]\d|3[01]){2})$/.test(digits);
}

/** Whether a password is a run or one short piece again and again, with an ending, or a date: whatever the lists say. */
export function isCommonShape(password: string): boolean {
  const folded = foldPassword(password);
  const pieces = [folded, ...withoutEnding(folded)];
  return pieces.some((text) => isRun(text) || repeats(text)) || (!/\p{L}/u.test(folded) && isGuessable(folded));
}

/** Whether each sign is as far from the one before as the next: `12345678`, `hgfedcba`, `aaaaaaaa`; so is what has none. */
function isRun(text: string): boolean {
  const codes = [...text].map((sign) => sign.codePointAt(0) ?? 0);
  const steps = new Set(codes.slice(1).map((code, index) => code - (codes[index] ?? 0)));
  return steps.size === 0 || (steps.size === 1 && [...steps].every((step) => Math.abs(step) <= 1));
}

/** Whether a text is one short piece again and again: `abcabcab`, `12121212`. */
function repeats(text: string): boolean {
  return Array.from({ length: longestRepeated }, (_, index) => text.slice(0, index + 1)).some(
    (piece) => text.length >= 2 * piece.length && piece.repeat(Math.ceil(text.length / piece.length)).startsWith(text),
  );
}

/**
 * What is left of a password without its owner's words (name, address, organization, product): those are the first that
 * an attacker tries, so they count for nothing.
 */
export function withoutWords(password: string, words: readonly string[]): string {
  const longestFirst = [...new Set(words)].toSorted((one, other) => other.length - one.length);
  return [foldPassword(password), undisguised(foldPassword(password))]
    .map((text) => longestFirst.reduce((rest, word) => rest.replaceAll(word, ""), text))
    .reduce((shortest, rest) => (rest.length < shortest.length ? rest : shortest));
}

/** The words of names and addresses that are looked for in a password: of three signs and more, in lower case. */
export function wordsIn(...texts: readonly string[]): string[] {
  return texts
    .flatMap((text) => {
      const parts = foldPassword(text).split(/[^\p{L}\p{M}\p{N}]+/u);
      return [...parts, parts.join("")];
    })
    .filter((word) => [...word].length >= 3);
}
