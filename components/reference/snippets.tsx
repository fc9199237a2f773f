"use client";
import { useEffect, useRef, useState } from "react";
import { CodeBlock } from "@/components/ui/code-block";
import { Segmented } from "@/components/ui/segmented";
import type { SnippetRequest } from "@/components/ui/snippet-request";
import { keepCodeLanguage, pageCookie, type SnippetLanguage, snippetLanguageOf } from "@/lib/http/code-language";
import { snippetLanguages } from "./snippet-names";

type Props = {
  request: SnippetRequest;
  initial: SnippetLanguage;
  /** The request in that language: what writes it in the others is loaded when one of them is chosen. */
  code: string;
};

/** The request in the language of the reader, which is remembered for all pages. */
export function Snippets({ request, initial, code }: Props) {
  const [language, setLanguage] = useState(initial);
  const [shown, setShown] = useState({ language: initial, code });
  const wanted = useRef(initial);
  const show = useRef(async (next: SnippetLanguage) => {
    wanted.current = next;
    setLanguage(next);
    // Without a network the code of before stays, under its own name.
    const printers = await import("./snippet-languages").catch(() => null);
    if (printers && wanted.current === next) setShown({ language: next, code: printers.snippetIn(next, request) });
  });
  useEffect(() => {
    // A page that comes back from the browser's own memory may be older than the last choice.
    const catchUp = ({ persisted }: PageTransitionEvent) =>
      persisted && void show.current(snippetLanguageOf(pageCookie));
    window.addEventListener("pageshow", catchUp);
    return () => window.removeEventListener("pageshow", catchUp);
  }, []);
  const choose = (value: string) => {
    const next = value as SnippetLanguage;
    keepCodeLanguage(next);
    void show.current(next);
  };
  return (
    <div className="flex min-w-0 flex-col gap-2">
      <div className="-m-1 max-w-full overflow-x-auto p-1">
        <Segmented label="Language" value={language} onValueChange={choose} options={snippetLanguages} />
      </div>
      <CodeBlock
        title={snippetLanguages.find(({ value }) => value === shown.language)?.label ?? ""}
        code={shown.code}
      />
    </div>
  );
}
