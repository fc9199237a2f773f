"use client";
import { useEffect, useState } from "react";
import { CodeBlock } from "@/components/ui/code-block";
import { Segmented } from "@/components/ui/segmented";
import type { SnippetRequest } from "@/components/ui/snippet-request";
import { type SnippetLanguage, snippetLanguageCookie, snippetLanguageOf } from "@/lib/http/snippet-language";
import { snippetIn, snippetLanguages } from "./snippet-languages";

const oneYearSeconds = 31_536_000;

/** The request in the language of the reader, which is remembered for all pages of the reference. */
export function Snippets({ request, initial }: { request: SnippetRequest; initial: SnippetLanguage }) {
  const [language, setLanguage] = useState(initial);
  useEffect(() => {
    // A page that comes back from the browser's own memory may be older than the last choice.
    const catchUp = ({ persisted }: PageTransitionEvent) => persisted && setLanguage(remembered());
    window.addEventListener("pageshow", catchUp);
    return () => window.removeEventListener("pageshow", catchUp);
  }, []);
  const choose = (value: string) => {
    const next = snippetLanguageOf(value);
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API does not exist on plain HTTP
    document.cookie = `${snippetLanguageCookie}=${next}; path=/docs; max-age=${oneYearSeconds}; samesite=lax`;
    setLanguage(next);
  };
  const label = snippetLanguages.find(({ value }) => value === language)?.label ?? language;
  return (
    <div className="flex min-w-0 flex-col gap-2">
      <div className="-m-1 max-w-full overflow-x-auto p-1">
        <Segmented label="Language" value={language} onValueChange={choose} options={snippetLanguages} />
      </div>
      <CodeBlock title={label} code={snippetIn(language, request)} />
    </div>
  );
}

function remembered(): SnippetLanguage {
  const pairs = document.cookie.split("; ").map((pair) => pair.split("="));
  return snippetLanguageOf(pairs.find(([name]) => name === snippetLanguageCookie)?.[1]);
}
