"use client";
import { useEffect } from "react";

/**
 * Keeps the keyboard's place when what has the focus goes away or is switched off: a row that was deleted, a form that
 * its outcome replaced. The browser would give the focus to the whole document, and Tab would begin at its top. The
 * nearest part of the page that is still there takes it, so that Tab goes on from the same place.
 */
export function FocusKeeper() {
  useEffect(() => {
    /** What has the focus, and all that it lies in, from the inside out. */
    let path: HTMLElement[] = [];
    const remember = ({ target }: FocusEvent) => {
      path = [];
      for (let one = target as HTMLElement | null; one && one !== document.body; one = one.parentElement)
        path.push(one);
    };
    const keep = () => {
      const [held] = path;
      if (!held || document.activeElement !== document.body) return;
      if (held.isConnected && !held.matches(":disabled")) return;
      // What was emptied shows nothing that the keyboard, or who listens, could go on from.
      const place = path.slice(1).find((one) => one.isConnected && one.hasChildNodes());
      // A dialog that closes is gone with all that it lay in, and gives the focus back by itself, a moment later.
      if (place?.closest("main, [role=dialog]")) takeFocus(place);
      else afterOthers(() => isLost() && focusMain());
      path = [];
    };
    const watch = new MutationObserver(keep);
    document.addEventListener("focusin", remember);
    watch.observe(document.body, { childList: true, subtree: true, attributeFilter: ["disabled"] });
    return () => {
      document.removeEventListener("focusin", remember);
      watch.disconnect();
    };
  }, []);
  return null;
}

/** After two frames, and after every timer that was set before: what closes gives the focus back in one of these. */
function afterOthers(work: () => void): void {
  requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(work)));
}

function isLost(): boolean {
  return document.activeElement === null || document.activeElement === document.body;
}

function focusMain(): void {
  const main = document.querySelector("main");
  if (main) takeFocus(main);
}

/** Focuses a part of the page that is no control, for as long as it has the focus. */
function takeFocus(place: HTMLElement): void {
  if (place.tabIndex < 0 && !place.hasAttribute("tabindex")) {
    place.tabIndex = -1;
    place.dataset.keptFocus = "";
    place.addEventListener("blur", () => forget(place), { once: true });
  }
  place.focus({ preventScroll: true });
}

function forget(place: HTMLElement): void {
  place.removeAttribute("tabindex");
  delete place.dataset.keptFocus;
}
