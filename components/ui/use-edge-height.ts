"use client";
import { type RefObject, useLayoutEffect } from "react";

/** What stands at the window's lower edge: messages, and the bar of selected rows. Read in app/globals.css and in classes. */
type Property = "--toasts-height" | "--bar-height";

/**
 * Says on the document how much of the window's lower edge a part takes while it is `shown`. So dialogs, sheets and
 * bars end above messages, and what gets the focus is scrolled clear of all of them (WCAG 2.2, 2.4.11).
 */
export function useEdgeHeight(ref: RefObject<HTMLElement | null>, property: Property, shown: boolean): void {
  useLayoutEffect(() => {
    const part = ref.current;
    const { style } = document.documentElement;
    if (!part || !shown) return;
    const tell = () => {
      style.setProperty(property, `${part.getBoundingClientRect().height}px`);
      uncoverFocus(part);
    };
    tell();
    const watch = new ResizeObserver(tell);
    watch.observe(part);
    return () => {
      watch.disconnect();
      style.removeProperty(property);
    };
  }, [ref, property, shown]);
}

/** A part that comes while the keyboard is at work must not come over what has the focus, such as the box that was ticked. */
function uncoverFocus(part: HTMLElement): void {
  const focused = document.activeElement;
  if (!focused?.matches(":focus-visible") || part.contains(focused) || focused.closest("[role=dialog]")) return;
  const [over, under] = [part.getBoundingClientRect(), focused.getBoundingClientRect()];
  const isCovered =
    under.bottom > over.top && under.top < over.bottom && under.right > over.left && under.left < over.right;
  if (isCovered) focused.scrollIntoView({ block: "nearest" });
}
