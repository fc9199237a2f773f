import type { LucideIcon } from "lucide-react";

/** One line of the search. */
export type Choice = {
  id: string;
  label: string;
  note?: string;
  /** Why it cannot be chosen; it is shown all the same, so that its reader knows that it is there. */
  reason?: string | null;
  /** Other words that people search it by. */
  words?: string;
  /** The keys that do the same. */
  keys?: string;
  Icon: LucideIcon;
  run: () => void;
};

/** Lines under one heading. */
export type ChoiceGroup = { label: string; choices: readonly Choice[] };

/** The choices that hold each word of the search, those that begin with it first; all of them for an empty one. */
export function matching(choices: readonly Choice[], search: string): readonly Choice[] {
  const words = folded(search).split(/\s+/).filter(Boolean);
  if (words.length === 0) return choices;
  const found = choices.flatMap((choice) => {
    const label = folded(choice.label);
    const text = `${label} ${folded(choice.words ?? "")}`;
    if (!words.every((word) => isIn(text, word))) return [];
    return [{ choice, rank: label.startsWith(words[0] ?? "") ? 0 : isIn(label, words[0] ?? "") ? 1 : 2 }];
  });
  return found.sort((one, other) => one.rank - other.rank).map(({ choice }) => choice);
}

/** A word of the search stands for the beginning of a word of the text. */
function isIn(text: string, word: string): boolean {
  return text.startsWith(word) || text.includes(` ${word}`);
}

function folded(text: string): string {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}
