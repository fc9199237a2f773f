"use client";
import { Search } from "lucide-react";
import { createContext, type ReactNode, use, useDeferredValue, useMemo, useState } from "react";
import { Input } from "@/components/ui/input";

const Query = createContext<readonly string[]>([]);
const SetText = createContext<{ text: string; setText: (text: string) => void } | null>(null);

function matches(words: readonly string[], text: string): boolean {
  return words.every((word) => text.includes(word));
}

/** Holds what the reader filters by for everything below. */
export function ReferenceFilter({ children }: { children: ReactNode }) {
  const [text, setText] = useState("");
  const deferred = useDeferredValue(text);
  const words = useMemo(() => deferred.toLowerCase().split(/\s+/).filter(Boolean), [deferred]);
  const state = useMemo(() => ({ text, setText }), [text]);
  return (
    <SetText value={state}>
      <Query value={words}>{children}</Query>
    </SetText>
  );
}

/** The field to filter with, and how many of `texts` are left. */
export function FilterField({ texts }: { texts: readonly string[] }) {
  const words = use(Query);
  const state = use(SetText);
  const left = texts.filter((text) => matches(words, text)).length;
  return (
    <div>
      <div className="relative">
        <Search
          aria-hidden
          className="pointer-events-none absolute top-1/2 left-3 size-4 -translate-y-1/2 text-muted"
        />
        <Input
          type="search"
          aria-label="Filter endpoints"
          placeholder="Filter endpoints"
          value={state?.text ?? ""}
          onChange={(event) => state?.setText(event.target.value)}
          className="pl-9"
        />
      </div>
      <p role="status" className={words.length > 0 ? "mt-2 text-xs text-muted" : "sr-only"}>
        {words.length > 0 && (left === 0 ? "No endpoint matches." : `${left} of ${texts.length} endpoints`)}
      </p>
    </div>
  );
}

/** Shows its children while any of `texts` matches the filter. */
export function Filterable({ texts, children }: { texts: readonly string[]; children: ReactNode }) {
  const words = use(Query);
  const shown = words.length === 0 || texts.some((text) => matches(words, text));
  return <div hidden={!shown}>{children}</div>;
}
