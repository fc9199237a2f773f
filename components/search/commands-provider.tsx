"use client";
import dynamic from "next/dynamic";
import { useRouter } from "next/navigation";
import { type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { createKeyHref } from "@/components/layout/app-shell";
import { CommandsContext } from "@/components/layout/commands";
import { useNavNotes } from "@/components/layout/nav-notes";
import type { KeyAction } from "@/components/layout/single-keys";
import { useSingleKeys } from "@/components/layout/use-single-keys";

const loadSearch = () => import("./search-dialog").then(({ SearchDialog }) => SearchDialog);
const loadShortcuts = () => import("@/components/layout/shortcut-sheet").then(({ ShortcutSheet }) => ShortcutSheet);
// Both are loaded on first use: most views of a page open neither.
const SearchDialog = dynamic(loadSearch, { ssr: false });
const ShortcutSheet = dynamic(loadShortcuts, { ssr: false });

type Opened = "search" | "shortcuts";

/** The search and the shortcuts of every page below: by keyboard, and for the buttons that open them. */
export function CommandsProvider({ children }: { children: ReactNode }) {
  const router = useRouter();
  const { instanceAdmin } = useNavNotes();
  const [opened, setOpened] = useState<Opened | null>(null);
  const [used, setUsed] = useState<readonly Opened[]>([]);
  const typedAhead = useRef("");
  const open = useCallback((what: Opened) => {
    typedAhead.current = "";
    setUsed((before) => (before.includes(what) ? before : [...before, what]));
    setOpened(what);
  }, []);
  const close = useCallback(() => setOpened(null), []);
  const commands = useMemo(
    () => ({
      openSearch: () => open("search"),
      openShortcuts: () => open("shortcuts"),
      prepareSearch: () => void loadSearch(),
    }),
    [open],
  );

  useEffect(() => {
    const isCovered = () => document.querySelector("[role=dialog], [role=alertdialog]") !== null;
    const read = (event: KeyboardEvent) => {
      const { key, altKey } = event;
      const isCommand = event.metaKey || event.ctrlKey;
      // While its code is on its way, what is typed is for it: a shortcut, or the page's own field, would take it.
      if (opened === "search" && /^(.|Enter)$/.test(key) && !isCommand && !altKey && !isCovered())
        typedAhead.current += key.replace("Enter", "");
      else if (key.toLowerCase() !== "k" || !isCommand || altKey || event.shiftKey) return;
      else if (opened === "search") close();
      // What lies over the page, such as a secret that is shown once, stays in front.
      else if (!isCovered()) {
        closeMenu();
        open("search");
      }
      // The browser would go to its own search.
      event.preventDefault();
      event.stopPropagation();
    };
    document.addEventListener("keydown", read, true);
    return () => document.removeEventListener("keydown", read, true);
  }, [opened, open, close]);

  useEffect(() => {
    // A part of a page that loads is not there yet when the browser looks for it.
    if (window.location.hash)
      void import("./scroll-once-there").then(({ scrollOnceThere }) => scrollOnceThere(window.location.href));
  }, []);

  useSingleKeys(instanceAdmin, (action: KeyAction) => {
    if (action.kind === "go") router.push(action.href);
    else if (action.kind === "create-key") router.push(createKeyHref);
    else if (action.kind === "show-shortcuts") open("shortcuts");
    else if (action.kind === "search-page") focusSearch(() => open("search"));
  });

  return (
    <CommandsContext value={commands}>
      {children}
      {used.includes("search") && <SearchDialog open={opened === "search"} onClose={close} typedAhead={typedAhead} />}
      {used.includes("shortcuts") && <ShortcutSheet open={opened === "shortcuts"} onClose={close} />}
    </CommandsContext>
  );
}

/** A menu would stay below the search, where no Escape reaches it any more. */
function closeMenu(): void {
  document.querySelector("[role=menu]")?.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true }));
}

/** The page's own search field, or without one the search over everything. */
function focusSearch(otherwise: () => void): void {
  const field = document.querySelector<HTMLInputElement>("main input[type=search]");
  if (field) field.focus();
  else otherwise();
}
