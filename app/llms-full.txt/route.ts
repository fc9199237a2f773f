import { llmsFull, plainAnswer } from "@/app/(public)/docs/markdown-pages";

/** The whole reference in one text. */
export function GET(): Response {
  return plainAnswer(llmsFull());
}
