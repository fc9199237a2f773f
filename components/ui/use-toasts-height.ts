"use client";
import { type RefObject, useLayoutEffect } from "react";

/** Read by what stands at the window's lower edge, in app/globals.css and in classes: how much of it messages take. */
const property = "--toasts-height";

/** Says on the document how high the messages of now are, so that dialogs, sheets and bars end above them. */
export function useToastsHeight(ref: RefObject<HTMLElement | null>, count: number): void {
  useLayoutEffect(() => {
    const list = ref.current;
    const { style } = document.documentElement;
    if (!list || count === 0) return;
    const tell = () => style.setProperty(property, `${list.getBoundingClientRect().height}px`);
    tell();
    const watch = new ResizeObserver(tell);
    watch.observe(list);
    return () => {
      watch.disconnect();
      style.removeProperty(property);
    };
  }, [ref, count]);
}
