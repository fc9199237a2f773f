"use client";
import { type FormEvent, type KeyboardEvent, useEffect, useRef, useState } from "react";
import { Input } from "@/components/ui/input";
import { MethodBadge } from "./method-badge";
import type { SearchIndex } from "./search-index";
import { type Match, matchesOf } from "./search-matches";

type State = { kind: "asleep" | "loading" | "failed" } | { kind: "ready"; index: SearchIndex };

/** Finds endpoints, parameters and errors of the whole reference; what it looks through is loaded when it is first used. */
export function ReferenceSearch() {
  const [state, setState] = useState<State>({ kind: "asleep" });
  const [text, setText] = useState("");
  const box = useRef<HTMLFormElement>(null);
  const matches = state.kind === "ready" ? matchesOf(state.index, text) : [];
  const searching = text.trim() !== "";

  useEffect(() => {
    const focusField = (event: globalThis.KeyboardEvent) => {
      if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || event.altKey) return;
      event.preventDefault();
      box.current?.querySelector("input")?.focus();
    };
    window.addEventListener("keydown", focusField);
    return () => window.removeEventListener("keydown", focusField);
  }, []);

  const wake = () => {
    if (state.kind === "ready" || state.kind === "loading") return;
    setState({ kind: "loading" });
    loadIndex().then(
      (index) => setState({ kind: "ready", index }),
      () => setState({ kind: "failed" }),
    );
  };
  const openFirst = (event: FormEvent) => {
    event.preventDefault();
    if (matches[0]) window.location.assign(matches[0].href);
  };
  /** Arrows lead through the field and what was found. */
  const onKeyDown = (event: KeyboardEvent) => {
    const stops = [...(box.current?.querySelectorAll<HTMLElement>("input, a") ?? [])];
    const at = stops.findIndex((stop) => stop === document.activeElement);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const next = step === undefined ? undefined : stops[at + step];
    if (next) {
      event.preventDefault();
      next.focus();
    }
    if (event.key === "Escape") {
      setText("");
      stops[0]?.focus();
    }
  };

  return (
    <form aria-label="Search" ref={box} onSubmit={openFirst} onKeyDown={onKeyDown}>
      <Input
        type="search"
        aria-label="Search the reference"
        aria-keyshortcuts="Control+K"
        autoComplete="off"
        placeholder="Search (Ctrl K)"
        value={text}
        onFocus={wake}
        onChange={(event) => {
          wake();
          setText(event.target.value);
        }}
      />
      <p role="status" className={searching ? "mt-2 px-2 text-xs text-muted" : "sr-only"}>
        {searching && statusText(state, matches.length)}
      </p>
      <ul className="mt-1 empty:hidden lg:-mx-1 lg:max-h-[60dvh] lg:overflow-y-auto lg:px-1 lg:pb-1">
        {searching &&
          matches.map((match) => (
            <li key={`${match.href} ${match.label}`}>
              <Found match={match} />
            </li>
          ))}
      </ul>
    </form>
  );
}

function statusText(state: State, found: number): string {
  if (state.kind === "failed") return "The search is unavailable right now.";
  if (state.kind !== "ready") return "Searching…";
  if (found === 0) return "Nothing found.";
  return found === 1 ? "1 place" : `${found} places`;
}

function Found({ match: { href, method, label, why } }: { match: Match }) {
  return (
    <a
      href={href}
      className="focus-ring block rounded-md px-2 py-1.5 text-[0.8125rem] hover:bg-hover focus-visible:bg-hover pointer-coarse:py-3"
    >
      <span className="flex items-center gap-2">
        {method && <MethodBadge method={method} className="shrink-0 text-[0.6875rem]" />}
        <span className={method ? "truncate font-mono text-xs" : "truncate"}>{label}</span>
      </span>
      {why !== "" && <span className="block truncate text-xs text-muted">{why}</span>}
    </a>
  );
}

async function loadIndex(): Promise<SearchIndex> {
  const answered = await fetch("/docs/search.json");
  if (!answered.ok) throw new Error(`the index answered ${answered.status}`);
  return answered.json();
}
