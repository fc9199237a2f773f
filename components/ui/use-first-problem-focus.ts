"use client";
import { type RefObject, useEffect, useRef } from "react";

/** Brings new `problems` of a form before the eyes: the first invalid control is focused, else the form's alert scrolled to. */
export function useFirstProblemFocus(problems: unknown): RefObject<HTMLFormElement | null> {
  const form = useRef<HTMLFormElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is looked up changes with the problems
  useEffect(() => {
    const invalid = form.current?.querySelector<HTMLElement>("[aria-invalid=true]");
    if (invalid) invalid.focus();
    else form.current?.querySelector("[role=alert]")?.scrollIntoView({ block: "nearest" });
  }, [problems]);
  return form;
}
