"use client";
import { useState } from "react";
import { type Theme, themeCookie, themeOf } from "@/lib/http/theme";

const oneYearSeconds = 31_536_000;

/** The theme of the page and how to change it; without `initial` it is read from the document. */
export function useTheme(initial?: Theme): [Theme, (theme: Theme) => void] {
  const [theme, setTheme] = useState(() => initial ?? themeOf(document.documentElement.dataset.theme));
  const change = (next: Theme) => {
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API does not exist on plain HTTP
    document.cookie = `${themeCookie}=${next}; path=/; max-age=${oneYearSeconds}; samesite=lax`;
    document.documentElement.dataset.theme = next;
    setTheme(next);
  };
  return [theme, change];
}
