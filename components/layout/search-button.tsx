"use client";
import { Search } from "lucide-react";
import { useSyncExternalStore } from "react";
import { useCommands } from "./commands";

/** Opens the search over everything; `compact` shows the glass alone. */
export function SearchButton({ compact = false }: { compact?: boolean }) {
  const { openSearch, prepareSearch } = useCommands();
  const keys = useSearchKeys();
  return (
    <button
      type="button"
      onClick={openSearch}
      onPointerEnter={prepareSearch}
      onFocus={prepareSearch}
      aria-keyshortcuts="Meta+K Control+K"
      className={
        compact
          ? "focus-ring inline-flex size-11 items-center justify-center rounded-lg text-muted hover:bg-hover hover:text-foreground"
          : "focus-ring inline-flex min-h-8 items-center gap-1.5 rounded-lg border bg-surface-sunken px-2 text-xs whitespace-nowrap text-muted hover:bg-hover hover:text-foreground pointer-coarse:min-h-11"
      }
    >
      <Search aria-hidden className={compact ? "size-5" : "size-4"} />
      <span className="sr-only">Search</span>
      {!compact && <kbd className="font-sans">{keys}</kbd>}
    </button>
  );
}

/** How the search is opened by keyboard, as this machine's keys are labelled. */
export function useSearchKeys(): string {
  return useSyncExternalStore(never, keysHere, () => "Ctrl K");
}

const never = () => () => undefined;
const keysHere = () => (/Mac|iPhone|iPad/.test(navigator.platform) ? "⌘ K" : "Ctrl K");
