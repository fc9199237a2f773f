/** The languages that the reference shows requests in. */
export const snippetLanguageIds = ["curl", "javascript", "python", "go", "php"] as const;
export type SnippetLanguage = (typeof snippetLanguageIds)[number];

/** The cookie that remembers the language; the server reads it, so that no page shows another one first. */
export const snippetLanguageCookie = "snippet_language";

/** A cookie's value as a language; curl for anything else. */
export function snippetLanguageOf(value: string | undefined): SnippetLanguage {
  return snippetLanguageIds.find((id) => id === value) ?? "curl";
}
