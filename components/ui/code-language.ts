/** What examples with a credential are shown in, for people who paste them. */
export const codeLanguages = [
  { value: "curl", label: "curl" },
  { value: "node", label: "Node" },
  { value: "python", label: "Python" },
  { value: "go", label: "Go" },
  { value: "env", label: ".env" },
] as const;

export type CodeLanguage = (typeof codeLanguages)[number]["value"];

/** Remembers what was chosen last; the server reads it, so that nothing changes as a page loads. */
export const codeLanguageCookie = "code-language";

/** The language that a cookie names; curl for anything else. */
export function codeLanguageOf(cookie: string | undefined): CodeLanguage {
  return codeLanguages.find(({ value }) => value === cookie)?.value ?? "curl";
}

/** The language that was chosen last in this browser, for what opens only once its script runs. */
export function chosenCodeLanguage(): CodeLanguage {
  const found = document.cookie.split("; ").find((pair) => pair.startsWith(`${codeLanguageCookie}=`));
  return codeLanguageOf(found?.slice(codeLanguageCookie.length + 1));
}

const yearSeconds = 31_536_000;

/** Keeps a choice for the next time. */
export function keepCodeLanguage(language: CodeLanguage): void {
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API does not exist on plain HTTP
  document.cookie = `${codeLanguageCookie}=${language}; path=/; max-age=${yearSeconds}; samesite=lax`;
}
