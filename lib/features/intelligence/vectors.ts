import type { Term } from "./terms";

/** A text as term weights of length 1. */
export type Vector = ReadonlyMap<string, number>;

/** In how many of so many texts a term stands. */
export type Statistics = { texts: number; containing: ReadonlyMap<string, number> };

/** Counts in how many texts each term stands. */
export function statisticsOf(texts: readonly (readonly Term[])[]): Statistics {
  const containing = new Map<string, number>();
  for (const terms of texts) {
    for (const key of new Set(terms.map((term) => term.key))) containing.set(key, (containing.get(key) ?? 0) + 1);
  }
  return { texts: texts.length, containing };
}

/** How much a term says: the rarer, the more (inverse document frequency, smoothed so that it is never 0). */
export function rarityOf(key: string, { texts, containing }: Statistics): number {
  return Math.log(1 + (texts + 1) / ((containing.get(key) ?? 0) + 0.5));
}

/** TF-IDF: a term counts by the logarithm of how often it stands there, and by its rarity. */
export function vectorOf(terms: readonly Term[], statistics: Statistics): Vector {
  const counts = new Map<string, number>();
  for (const { key } of terms) counts.set(key, (counts.get(key) ?? 0) + 1);
  const weights = new Map<string, number>();
  let squares = 0;
  for (const [key, times] of counts) {
    const weight = (1 + Math.log(times)) * rarityOf(key, statistics);
    weights.set(key, weight);
    squares += weight * weight;
  }
  const length = Math.sqrt(squares);
  for (const [key, weight] of weights) weights.set(key, weight / length);
  return weights;
}

/** The cosine of two vectors, from 0 to 1, and what each shared term adds to it. */
export function compare(one: Vector, other: Vector): { score: number; shared: Map<string, number> } {
  const [small, large] = one.size < other.size ? [one, other] : [other, one];
  const shared = new Map<string, number>();
  let score = 0;
  for (const [key, weight] of small) {
    const product = weight * (large.get(key) ?? 0);
    if (product === 0) continue;
    shared.set(key, product);
    score += product;
  }
  return { score: Math.min(score, 1), shared };
}

/** Rounded to what means something, so that equal inputs show equal numbers. */
export function rounded(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}
