import type { SnippetLanguage } from "@/lib/http/code-language";

/** The languages with what Markdown calls them. */
export const snippetLanguages: readonly { value: SnippetLanguage; label: string; fence: string }[] = [
  { value: "curl", label: "curl", fence: "sh" },
  { value: "javascript", label: "JavaScript", fence: "js" },
  { value: "python", label: "Python", fence: "python" },
  { value: "go", label: "Go", fence: "go" },
  { value: "php", label: "PHP", fence: "php" },
];
