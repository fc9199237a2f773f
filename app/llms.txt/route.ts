import { llmsIndex, plainAnswer } from "@/app/(public)/docs/markdown-pages";

/** What programs that read find here (llmstxt.org). */
export async function GET(): Promise<Response> {
  return plainAnswer(await llmsIndex());
}
