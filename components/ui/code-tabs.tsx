"use client";
import { useState } from "react";
import { type CodeLanguage, keepCodeLanguage } from "@/lib/http/code-language";
import { CopyButton } from "./copy-button";
import { Segmented } from "./segmented";

/** What examples with a credential are shown in, for people who paste them. */
const codeLanguages: readonly { value: CodeLanguage; label: string }[] = [
  { value: "curl", label: "curl" },
  { value: "javascript", label: "Node" },
  { value: "python", label: "Python" },
  { value: "go", label: "Go" },
  { value: "env", label: ".env" },
];

/** The same example in the languages that `codes` has, ready to copy; the one chosen is remembered. */
export function CodeTabs({
  codes,
  language: remembered,
  onCopied,
}: {
  codes: Partial<Record<CodeLanguage, string>>;
  language: CodeLanguage;
  onCopied?: (code: string) => void;
}) {
  const languages = codeLanguages.filter(({ value }) => codes[value] !== undefined);
  const [chosen, setChosen] = useState(remembered);
  const language = codes[chosen] === undefined ? (languages[0]?.value ?? "curl") : chosen;
  const code = codes[language] ?? "";
  const choose = (value: string) => {
    const next = value as CodeLanguage;
    keepCodeLanguage(next);
    setChosen(next);
  };
  return (
    <div className="min-w-0 overflow-hidden rounded-lg border">
      <div className="flex flex-wrap items-center justify-between gap-2 border-b bg-surface-sunken p-1.5">
        <Segmented label="Language of the example" value={language} onValueChange={choose} options={languages} />
        <CopyButton
          key={language}
          text={code}
          size="sm"
          variant="ghost"
          label="Copy code"
          onCopied={() => onCopied?.(code)}
        />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls has to be reachable by keyboard */}
      <pre tabIndex={0} className="overflow-x-auto p-3 font-mono text-xs leading-5">
        {code}
      </pre>
    </div>
  );
}
