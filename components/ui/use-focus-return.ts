"use client";
import { useLayoutEffect } from "react";

/**
 * Gives the focus back to what opened a dialog when `open` ends. A dialog without a trigger of its own would drop it,
 * and keyboard users would begin at the top of the page. The page's content takes it where the address opened the
 * dialog, or where the opener is gone or takes no focus any more.
 */
export function useFocusReturn(open: boolean): void {
  // Before the dialog's content is there and takes the focus.
  useLayoutEffect(() => {
    if (!open) return;
    const opener = openerOf(document.activeElement);
    return () => {
      // After the dialog has let go of the focus.
      setTimeout(() => {
        if (isHeld()) return;
        // Where one was, also where the opener is in a bar that stays in view, for which a browser would scroll.
        opener?.focus(where);
        if (!isHeld()) document.querySelector("main")?.focus(where);
      });
    };
  }, [open]);
}

const where = { preventScroll: true };

function isHeld(): boolean {
  return document.activeElement !== null && document.activeElement !== document.body;
}

/** An item of a menu is gone by then: its menu's button stands for it. */
function openerOf(focused: Element | null): HTMLElement | null {
  const menuButtonId = focused?.closest("[role=menu]")?.getAttribute("aria-labelledby");
  const opener = menuButtonId ? document.getElementById(menuButtonId) : focused;
  return opener instanceof HTMLElement && opener !== document.body ? opener : null;
}
