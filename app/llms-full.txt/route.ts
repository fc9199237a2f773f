import { llmsFull, plainAnswer } from "@/app/(public)/docs/markdown-pages";

/** The whole reference in one text. */
export async function GET(): Promise<Response> {
  return plainAnswer(await llmsFull());
}
