import { curlSnippet } from "@/components/ui/snippet-curl";
import { goSnippet } from "@/components/ui/snippet-go";
import { javascriptSnippet } from "@/components/ui/snippet-javascript";
import { phpSnippet } from "@/components/ui/snippet-php";
import { pythonSnippet } from "@/components/ui/snippet-python";
import type { SnippetRequest } from "@/components/ui/snippet-request";
import type { SnippetLanguage } from "@/lib/http/code-language";

const printers: Record<SnippetLanguage, (request: SnippetRequest) => string> = {
  curl: curlSnippet,
  javascript: javascriptSnippet,
  python: pythonSnippet,
  go: goSnippet,
  php: phpSnippet,
};

/** A request as code of a language. */
export function snippetIn(language: SnippetLanguage, request: SnippetRequest): string {
  return printers[language](request);
}
