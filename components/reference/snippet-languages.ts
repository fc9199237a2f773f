import { curlSnippet } from "@/components/ui/snippet-curl";
import { goSnippet } from "@/components/ui/snippet-go";
import { javascriptSnippet } from "@/components/ui/snippet-javascript";
import { phpSnippet } from "@/components/ui/snippet-php";
import { pythonSnippet } from "@/components/ui/snippet-python";
import type { SnippetRequest } from "@/components/ui/snippet-request";
import type { SnippetLanguage } from "@/lib/http/code-language";

/** The languages with what Markdown calls them. */
export const snippetLanguages: readonly { value: SnippetLanguage; label: string; fence: string }[] = [
  { value: "curl", label: "curl", fence: "sh" },
  { value: "javascript", label: "JavaScript", fence: "js" },
  { value: "python", label: "Python", fence: "python" },
  { value: "go", label: "Go", fence: "go" },
  { value: "php", label: "PHP", fence: "php" },
];

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
