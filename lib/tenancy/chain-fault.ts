import type { ChainFault, ChainFaultKind } from "./verify-chain";

const words: Readonly<Record<ChainFaultKind, string>> = {
  changed: "is not the event that was sealed there: it was changed, or another was put in its place",
  missing: "is missing: the event that was sealed there was deleted",
  inserted: "was written by none of our processes",
  cut_off: "is missing, with all that came after it: the end of the log was cut off",
  ends: "is not where the chain was said to begin or end: what says so was changed",
  unknown_key: "was sealed with a key that this deployment does not have any more",
};

/** What is wrong with a link, in a sentence. */
export function faultSentence({ kind, sequence, eventId }: Pick<ChainFault, "kind" | "sequence" | "eventId">): string {
  const link = sequence > 0 ? `Link ${sequence}` : "An event that waits to be sealed";
  return `${link}${eventId ? ` (${eventId})` : ""} ${words[kind]}`;
}
