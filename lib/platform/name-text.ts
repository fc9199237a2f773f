import { withoutUnseen } from "./unseen-signs";

/** What ends a line, controls a terminal, turns text around, or shows nothing anywhere. */
const deceptive =
  /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u00ad\u180e\u200b\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/u;
const allDeceptive = new RegExp(deceptive.source, "gu");

/** Flags of countries such as Scotland: a black flag, then letters that nothing else shows (UTS 51). */
const subdivisionFlags = /\u{1f3f4}[\u{e0030}-\u{e0039}\u{e0061}-\u{e007a}]{3,6}\u{e007f}/gu;

/** Braille's blank, Hangul's fillers and other signs that are drawn as nothing, though no standard calls them ignorable. */
const blank = /[\u115f\u1160\u2800\u3164\uffa0\u{13441}-\u{13446}\u{16fe4}\u{1d159}]/u;
const ignorable = /[\p{Default_Ignorable_Code_Point}\p{C}\p{Z}\p{M}]/u;
const unassignedOrPrivate = /[\p{Cn}\p{Co}]/u;

/** Joiners that join nothing. */
const looseJoiners = /^(?:[\p{Z}\s\u200c]|\u200d)+|(?:[\p{Z}\s\u200c]|\u200d)+$/gu;

/** A name as it is stored and compared: in NFC, without space or joiners around it. */
export function normalizeName(text: string): string {
  return text.replaceAll(looseJoiners, "").normalize("NFC");
}

/** Whether a text holds what may stand in no name, or what shows nothing where it stands. */
export function holdsDeceptive(text: string): boolean {
  const plain = text.replaceAll(subdivisionFlags, "");
  return deceptive.test(plain) || withoutUnseen(plain, "") !== plain;
}

/** Whether somebody who looks at a text sees anything. */
export function isVisible(text: string): boolean {
  return [...text].some((sign) => {
    if (blank.test(sign)) return false;
    // Signs that are newer than this process's tables are seen by those whose fonts have them.
    return !ignorable.test(sign) || (unassignedOrPrivate.test(sign) && !/\p{Default_Ignorable_Code_Point}/u.test(sign));
  });
}

/**
 * A name of somebody else's choosing, such as a sign-in provider's, made fit to be one here: what no name may hold
 * becomes a space. At most `maxLength` UTF-16 units; null when nothing of it can be seen.
 */
export function cleanName(text: string, maxLength = 100): string | null {
  const flags: string[] = [];
  const kept = text
    .replaceAll(/\p{Cs}/gu, "\ufffd")
    .replaceAll(subdivisionFlags, (flag) => {
      flags.push(flag);
      return "\ufdd0";
    })
    .replaceAll(allDeceptive, " ");
  const seen = withoutUnseen(kept, " ")
    .replaceAll("\ufdd0", () => flags.shift() ?? " ")
    .replaceAll(/\s+/gu, " ");
  const name = normalizeName(cutAt(normalizeName(seen), maxLength));
  return isVisible(name) ? name : null;
}

/** Cut between characters as people count them, so that no half of one is left. */
function cutAt(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  let cut = "";
  for (const { segment } of new Intl.Segmenter("und", { granularity: "grapheme" }).segment(text)) {
    if (cut.length + segment.length > maxLength) break;
    cut += segment;
  }
  return cut;
}
