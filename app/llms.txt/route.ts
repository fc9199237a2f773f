import { llmsIndex, plainAnswer } from "@/app/(public)/docs/markdown-pages";

/** What programs that read find here (llmstxt.org). */
export function GET(): Response {
  return plainAnswer(llmsIndex());
}
