"use client";
import { useEffect, useState } from "react";
import { CodeBlock } from "@/components/ui/code-block";
import { Segmented } from "@/components/ui/segmented";
import type { SnippetRequest } from "@/components/ui/snippet-request";
import { keepCodeLanguage, pageCookie, type SnippetLanguage, snippetLanguageOf } from "@/lib/http/code-language";
import { snippetIn, snippetLanguages } from "./snippet-languages";

/** The request in the language of the reader, which is remembered for all pages. */
export function Snippets({ request, initial }: { request: SnippetRequest; initial: SnippetLanguage }) {
  const [language, setLanguage] = useState(initial);
  useEffect(() => {
    // A page that comes back from the browser's own memory may be older than the last choice.
    const catchUp = ({ persisted }: PageTransitionEvent) => persisted && setLanguage(snippetLanguageOf(pageCookie));
    window.addEventListener("pageshow", catchUp);
    return () => window.removeEventListener("pageshow", catchUp);
  }, []);
  const choose = (value: string) => {
    const next = value as SnippetLanguage;
    keepCodeLanguage(next);
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
