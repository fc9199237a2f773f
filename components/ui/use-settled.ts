"use client";
import { useEffect, useState } from "react";

/** How long typing pauses before it counts as a search. */
export const typingPauseMs = 250;

/** A text as of when it last stood still; an emptied one counts at once. */
export function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    if (text === "") {
      setSettled("");
      return;
    }
    const timer = setTimeout(() => setSettled(text), typingPauseMs);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}
