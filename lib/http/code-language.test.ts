import { expect, it } from "vitest";
import { codeLanguageOf, snippetLanguageOf } from "./code-language";

const cookies = (jar: Record<string, string>) => (name: string) => jar[name];

it("one cookie names the language everywhere, and a place that has no such examples shows curl", () => {
  expect(codeLanguageOf(cookies({ "code-language": "go" }))).toBe("go");
  expect(snippetLanguageOf(cookies({ "code-language": "go" }))).toBe("go");
  expect(snippetLanguageOf(cookies({ "code-language": "env" }))).toBe("curl");
  expect(codeLanguageOf(cookies({ "code-language": "cobol" }))).toBe("curl");
});

it("what the version before kept counts until a language is chosen again", () => {
  expect(codeLanguageOf(cookies({ "code-language": "node" }))).toBe("javascript");
  expect(snippetLanguageOf(cookies({ snippet_language: "php" }))).toBe("php");
  expect(codeLanguageOf(cookies({ snippet_language: "php", "code-language": "python" }))).toBe("python");
});
