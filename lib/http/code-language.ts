/** The languages of examples, and the `.env` file beside them. A place shows those that it has something in. */
export const codeLanguageIds = ["curl", "javascript", "python", "go", "php", "env"] as const;
export type CodeLanguage = (typeof codeLanguageIds)[number];

/** The languages that the reference shows requests in. */
export const snippetLanguageIds = ["curl", "javascript", "python", "go", "php"] as const;
export type SnippetLanguage = (typeof snippetLanguageIds)[number];

/** The cookie that remembers the language everywhere; the server reads it, so that no page shows another one first. */
export const codeLanguageCookie = "code-language";

/** What 1.0.0-rc.2 kept the language of the reference in, below /docs. It counts until a language is chosen again. */
const formerCookie = "snippet_language";

const yearSeconds = 31_536_000;

/** The language that a browser's cookies name; curl where none does. */
export function codeLanguageOf(cookie: (name: string) => string | undefined): CodeLanguage {
  const named = cookie(codeLanguageCookie) ?? cookie(formerCookie);
  // What 1.0.0-rc.2 called JavaScript beside keys.
  if (named === "node") return "javascript";
  return codeLanguageIds.find((id) => id === named) ?? "curl";
}

/** The same of those that the reference has; curl for what it has not. */
export function snippetLanguageOf(cookie: (name: string) => string | undefined): SnippetLanguage {
  const named = codeLanguageOf(cookie);
  return snippetLanguageIds.find((id) => id === named) ?? "curl";
}

/** A cookie that this page's scripts may read. */
export function pageCookie(name: string): string | undefined {
  const found = document.cookie.split("; ").find((pair) => pair.startsWith(`${name}=`));
  return found?.slice(name.length + 1);
}

/** Keeps a choice for all pages and for the next time, in place of what was kept before. */
export function keepCodeLanguage(language: CodeLanguage): void {
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API does not exist on plain HTTP
  document.cookie = `${codeLanguageCookie}=${language}; path=/; max-age=${yearSeconds}; samesite=lax`;
  // biome-ignore lint/suspicious/noDocumentCookie: as above
  document.cookie = `${formerCookie}=; path=/docs; max-age=0`;
}
