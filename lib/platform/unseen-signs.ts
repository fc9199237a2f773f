/**
 * Signs that show nothing by themselves and that names are written with all the same: joiners, variation selectors,
 * direction marks, and fillers of some scripts. Each is at home in few places; anywhere else it makes two names look alike.
 */
const unseen =
  /[\p{Default_Ignorable_Code_Point}\u115f\u1160\u2800\u3164\uffa0\u{13441}-\u{13446}\u{16fe4}\u{1d159}\u{1d173}-\u{1d17a}]/gu;

/** Scripts whose letters neither join nor change before their neighbours, and signs of no single script. */
const unjoined =
  /[\p{sc=Latin}\p{sc=Greek}\p{sc=Cyrillic}\p{sc=Armenian}\p{sc=Georgian}\p{sc=Hebrew}\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}\p{sc=Bopomofo}\p{sc=Thai}\p{sc=Lao}\p{sc=Common}\p{sc=Inherited}]/u;
const picture = /\p{Extended_Pictographic}|\p{Emoji_Modifier}|\ufe0f/u;
/** Signs with registered variants: symbols, ideographs and the punctuation between these. */
const varied = /[\p{S}\p{Extended_Pictographic}\p{sc=Han}\u3000-\u303f\uff00-\uffef]/u;
const rightToLeft = /[\p{sc=Hebrew}\p{sc=Arabic}\p{sc=Syriac}\p{sc=Thaana}\p{sc=Nko}\p{sc=Adlam}\u{10800}-\u{10fff}]/u;
const conjoining = /[\u1100-\u11ff\ua960-\ua97f\ud7b0-\ud7ff]/u;

type Place = { before: string; after: string; isOfRightToLeftText: () => boolean };

const joins = (sign: string) => sign !== "" && !unjoined.test(sign);

/** Where signs of a kind are at home. */
const homes: readonly { signs: RegExp; isHome: (place: Place) => boolean }[] = [
  {
    signs: /[\u034f\u200c\u200d]/u,
    isHome: ({ before, after }) => joins(before) || joins(after) || (picture.test(before) && picture.test(after)),
  },
  {
    signs: /[\ufe00-\ufe0f\u{e0100}-\u{e01ef}]/u,
    isHome: ({ before, after }) =>
      varied.test(before) || joins(before) || (/[0-9#*]/.test(before) && after === "\u20e3"),
  },
  { signs: /[\u061c\u200e\u200f]/u, isHome: ({ isOfRightToLeftText }) => isOfRightToLeftText() },
  { signs: /[\u115f\u1160]/u, isHome: ({ before, after }) => conjoining.test(before) || conjoining.test(after) },
  { signs: /[\u17b4\u17b5]/u, isHome: ({ before }) => /\p{sc=Khmer}/u.test(before) },
  { signs: /[\u180b-\u180d\u180f]/u, isHome: ({ before }) => /\p{sc=Mongolian}/u.test(before) },
  { signs: /\u2800/u, isHome: ({ before, after }) => /\p{sc=Braille}/u.test(before) && /\p{sc=Braille}/u.test(after) },
  { signs: /[\u{13441}-\u{13446}]/u, isHome: ({ before }) => /\p{sc=Egyptian_Hieroglyphs}/u.test(before) },
  { signs: /\u{16fe4}/u, isHome: ({ before }) => /\p{sc=Khitan_Small_Script}/u.test(before) },
];

/** A text in which signs that show nothing and are not at home where they stand give way to `otherwise`. */
export function withoutUnseen(text: string, otherwise: string): string {
  // Asked of the whole text, so once: a text may be made of such signs.
  let isRightToLeft: boolean | null = null;
  const isOfRightToLeftText = () => (isRightToLeft ??= rightToLeft.test(text));
  return text.replaceAll(unseen, (sign, at: number) => {
    const before = [...text.slice(Math.max(0, at - 2), at)].at(-1) ?? "";
    const after = [...text.slice(at + sign.length, at + sign.length + 2)][0] ?? "";
    const home = homes.find(({ signs }) => signs.test(sign));
    return home?.isHome({ before, after, isOfRightToLeftText }) ? sign : otherwise;
  });
}
