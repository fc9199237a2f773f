export const themes = ["system", "light", "dark"] as const;
export type Theme = (typeof themes)[number];

/** The cookie that remembers the theme; the server reads it, so that a page never flashes in the wrong one. */
export const themeCookie = "theme";

/** A cookie's value as a theme; `system` for anything else. */
export function themeOf(value: string | undefined): Theme {
  return themes.find((theme) => theme === value) ?? "system";
}
