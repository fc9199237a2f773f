/** 40 bits in two numbers, `high` of 32 and `low` of 8: enough that of a million other words one or two look like one that is listed. */
export type WordHash = { high: number; low: number };

/**
 * A word's place in the lists of common passwords. It protects nothing: the lists are public, and only hold less room
 * this way. So it is quick, and the same in browsers, where no cryptography is to be had without HTTPS.
 */
export function hashWord(word: string): WordHash {
  // FNV-1a over the UTF-16 units, from two beginnings, each stirred at the end.
  let one = 0x811c9dc5;
  let other = 0x1b873593;
  for (let index = 0; index < word.length; index++) {
    const unit = word.charCodeAt(index);
    one = Math.imul(one ^ unit, 0x01000193);
    other = Math.imul(other ^ (unit << 3) ^ index, 0x01000193);
  }
  return { high: stirred(one), low: stirred(other) >>> 24 };
}

/** Lets every bit of a number change all others. */
function stirred(number: number): number {
  let mixed = number ^ (number >>> 16);
  mixed = Math.imul(mixed, 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
