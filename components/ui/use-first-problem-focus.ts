"use client";
import { type RefObject, useEffect, useRef } from "react";

/** Moves the focus to a form's first invalid control whenever new `problems` arrive. */
export function useFirstProblemFocus(problems: unknown): RefObject<HTMLFormElement | null> {
  const form = useRef<HTMLFormElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is looked up changes with the problems
  useEffect(() => {
    form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
  }, [problems]);
  return form;
}
