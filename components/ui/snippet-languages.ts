import { curlSnippet } from "./snippet-curl";
import { goSnippet } from "./snippet-go";
import { javascriptSnippet } from "./snippet-javascript";
import { phpSnippet } from "./snippet-php";
import { pythonSnippet } from "./snippet-python";
import type { SnippetRequest } from "./snippet-request";

/** The languages that requests are shown in, with what Markdown calls them. */
export const snippetLanguages = [
  { value: "curl", label: "curl", fence: "sh" },
  { value: "javascript", label: "JavaScript", fence: "js" },
  { value: "python", label: "Python", fence: "python" },
  { value: "go", label: "Go", fence: "go" },
  { value: "php", label: "PHP", fence: "php" },
] as const;

export type SnippetLanguage = (typeof snippetLanguages)[number]["value"];

/** A value from outside as a language; curl for anything else. */
export function snippetLanguageOf(value: string | undefined): SnippetLanguage {
  return snippetLanguages.find((language) => language.value === value)?.value ?? "curl";
}

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
