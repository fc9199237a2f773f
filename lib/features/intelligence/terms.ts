import { stopWords } from "./stop-words";

/** A word of a text: `key` is the same for its singular and plural, `text` is how it stands there. */
export type Term = {
  key: string;
  text: string;
  /** Follows the term before it directly: no sign and no left-out word between them. */
  adjacent: boolean;
};

/** Scripts that put no space between words: only these need the slow way. */
const unspaced = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]/u;
const word = /[\p{L}\p{N}][\p{L}\p{M}\p{N}]*(?:['’][\p{L}\p{M}]+)*/gu;
const segmenter = new Intl.Segmenter(undefined, { granularity: "word" });

/** Whether a word belongs to a script without spaces, where full-text search finds it only at a word's beginning. */
export function isUnspaced(text: string): boolean {
  return unspaced.test(text);
}

/** The text without markup: what stands between tags. */
export function plainText(text: string): string {
  return text.includes("<") ? text.replaceAll(/<[/!]?[A-Za-z-][^<>]{0,500}>/g, " ") : text;
}

/** The words of a text that say something, in order and in any language: no signs, no stop words, no single letters. */
export function termsOf(text: string): Term[] {
  const plain = plainText(text).normalize("NFKC").toLowerCase();
  const terms: Term[] = [];
  let endsAt = -1;
  for (const { text: found, index } of isUnspaced(plain) ? segments(plain) : words(plain)) {
    if (!saysSomething(found)) continue;
    const between = endsAt < 0 ? "." : plain.slice(endsAt, index);
    terms.push({ key: keyOf(found), text: found, adjacent: /^ ?$/.test(between) });
    endsAt = index + found.length;
  }
  return terms;
}

type Found = { text: string; index: number };

function* words(text: string): Iterable<Found> {
  for (const match of text.matchAll(word)) yield { text: match[0], index: match.index };
}

function* segments(text: string): Iterable<Found> {
  for (const { segment, index, isWordLike } of segmenter.segment(text)) {
    if (isWordLike) yield { text: segment, index };
  }
}

function saysSomething(text: string): boolean {
  if (stopWords.has(text) || text.length > 60) return false;
  return text.length > 1 || /\p{sc=Han}/u.test(text);
}

/** Singular and plural of English and of what forms them alike; other languages' words stay as they are. */
function keyOf(text: string): string {
  const plain = text.replace(/['’]s?$/, "");
  if (plain.length <= 3 || !plain.endsWith("s") || /(ss|us|is)$/.test(plain)) return plain;
  return plain.endsWith("ies") && plain.length > 4 ? `${plain.slice(0, -3)}y` : plain.slice(0, -1);
}
