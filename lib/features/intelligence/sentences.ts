import { plainText, type Term, termsOf } from "./terms";

export type Sentence = { memoryId: string; text: string; terms: readonly Term[] };

const segmenter = new Intl.Segmenter("en", { granularity: "sentence" });
/** A text without full stops is one sentence; more of it than this is no summary. */
const longest = 600;

/** The first sentences of a memory that say something, as they stand there, without markup and line breaks. */
export function sentencesOf(memoryId: string, content: string, most: number): Sentence[] {
  const sentences: Sentence[] = [];
  for (const { segment } of segmenter.segment(plainText(content))) {
    const text = cut(segment.replaceAll(/\s+/g, " ").trim());
    const terms = termsOf(text);
    if (terms.length > 0) sentences.push({ memoryId, text, terms });
    if (sentences.length === most) break;
  }
  return sentences;
}

function cut(text: string): string {
  const characters = [...text.slice(0, 2 * longest)];
  return characters.length <= longest ? text : `${characters.slice(0, longest - 1).join("")}…`;
}
