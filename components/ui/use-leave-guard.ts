"use client";
import { useEffect, useRef } from "react";

const marker = "leaveGuard";
/** Steps back that lead to the page itself, so that pressing Back repeatedly or going several steps asks nothing yet. */
const ownEntries = 8;
/** Where the page is held; one dialog at a time does. */
let held: { url: string; state: unknown; index: number | null; owns: boolean } | null = null;

/** While `active`, reload and closing ask first; links inside the app lead on. */
export function useUnloadGuard(active: boolean): void {
  useEffect(() => {
    if (!active) return;
    const refuseUnload = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", refuseUnload);
    return () => window.removeEventListener("beforeunload", refuseUnload);
  }, [active]);
}

/**
 * While `active`, keeps the page. Reload and closing ask first; links inside the app and the Back button only call
 * `onRefused`. `beforeunload` alone would miss the last two, which change the page without unloading it, and some
 * phones never ask. With `entries` the next steps back lead to the page itself.
 */
export function useLeaveGuard(active: boolean, onRefused: () => void, entries: boolean): void {
  const refused = useRef(onRefused);
  useEffect(() => {
    refused.current = onRefused;
  });

  useUnloadGuard(active);
  useEffect(() => {
    if (!active) return;
    hold(entries);
    const refuseLink = (event: MouseEvent) => {
      const link = event.target instanceof Element ? event.target.closest("a[href]") : null;
      if (!link || link.hasAttribute("download") || link.getAttribute("target") === "_blank") return;
      event.preventDefault();
      event.stopPropagation();
      refused.current();
    };
    const refuseTraversal = (event: PopStateEvent) => {
      // Next listens too, and would draw the page that the address names by now.
      event.stopImmediatePropagation();
      if (goBackToHeld()) refused.current();
    };
    document.addEventListener("click", refuseLink, true);
    window.addEventListener("popstate", refuseTraversal, true);
    return () => {
      document.removeEventListener("click", refuseLink, true);
      window.removeEventListener("popstate", refuseTraversal, true);
      release();
    };
  }, [active, entries]);
}

/** Remembers where the page is; with `entries` on top of that many more for the same address. */
function hold(entries: boolean): void {
  for (let depth = depthHere() + 1; entries && depth <= ownEntries; depth += 1) {
    window.history.pushState({ ...window.history.state, [marker]: depth }, "", window.location.href);
  }
  held = { url: window.location.href, state: window.history.state, index: currentIndex(), owns: entries };
}

/**
 * Undoes a step through the history, however far it went; false where it led to the held place. Beyond the page's own
 * entries only the Navigation API tells how far that was: without it the place is entered anew.
 */
function goBackToHeld(): boolean {
  if (!held) return false;
  const index = currentIndex();
  const away = index !== null && held.index !== null ? held.index - index : held.owns ? ownEntries - depthHere() : null;
  if (away === 0) return false;
  const known = index !== null || depthHere() > 0;
  if (away !== null && known) window.history.go(away);
  else {
    window.history.pushState(held.state, "", held.url);
    // The entry before it is another page now, and the end of the guard must not lead there.
    held = { ...held, owns: false };
  }
  return true;
}

function release(): void {
  const place = held;
  held = null;
  // After a moment, because an effect that is set up again at once takes the entries over.
  queueMicrotask(() => {
    if (held !== null || depthHere() === 0) return;
    if (place?.owns) window.history.go(-depthHere());
    else window.history.replaceState({ ...window.history.state, [marker]: 0 }, "", window.location.href);
  });
}

/** How many of the guard's own entries lie here and below; 0 outside of them. */
function depthHere(): number {
  const state: unknown = window.history.state;
  const depth = typeof state === "object" && state !== null && marker in state ? state[marker] : 0;
  return typeof depth === "number" ? depth : 0;
}

type WithNavigation = { navigation?: { currentEntry: { index: number } | null } };

/** How many entries of this site lie before the present one; null where the browser does not tell. */
function currentIndex(): number | null {
  return (window as WithNavigation).navigation?.currentEntry?.index ?? null;
}
