import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { accentDeclarations } from "./accent-colours";

const css = readFileSync(new URL("../../app/globals.css", import.meta.url), "utf8");
const themes = ["light", "dark"] as const;
type Theme = (typeof themes)[number];

/** A token's colour in a theme, of the declarations of an accent or of the product's own. */
function colour(declared: string, name: string, theme: Theme): string {
  const value = new RegExp(`--${name}: ?(?:light-dark\\((#[0-9a-f]{6}), ?(#[0-9a-f]{6})\\)|(#[0-9a-f]{6}))`).exec(
    declared,
  );
  return value?.[theme === "light" ? 1 : 2] ?? value?.[3] ?? expect.unreachable(`there is no colour ${name}`);
}

/** The contrast ratio of WCAG 2.2. */
function contrast(one: string, other: string): number {
  const light = (hex: string) => {
    const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
      const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const [low = 0, high = 0] = [light(one), light(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

const grounds = ["background", "surface", "surface-raised", "surface-sunken", "hover"];
const accents = [
  "#ffffff",
  "#000000",
  "#808080",
  "#ffff00",
  "#ff0000",
  "#00ff00",
  "#0000ff",
  "#ff00ff",
  "#00ffff",
  "#E4002B",
  "#0b6e78",
  "#ffd1dc",
];

it.each(accents)("%s is told apart from what is around it in both themes", (accent) => {
  const own = accentDeclarations(accent);
  for (const theme of themes) {
    const of = (name: string) => colour(own, name, theme);
    const onAccent = colour(css, "on-accent", theme);
    for (const filled of ["accent", "accent-hover"]) expect(contrast(of(filled), onAccent)).toBeGreaterThanOrEqual(4.5);
    expect(contrast(of("accent-text"), of("accent-soft"))).toBeGreaterThanOrEqual(4.5);
    for (const ground of grounds) {
      const below = colour(css, ground, theme);
      expect(contrast(of("accent-text"), below), `${theme} text on ${ground}`).toBeGreaterThanOrEqual(4.5);
    }
    expect(contrast(of("accent"), colour(css, "surface", theme)), `${theme} figure`).toBeGreaterThanOrEqual(3);
    expect(contrast(colour(css, "foreground", theme), of("accent-soft"))).toBeGreaterThanOrEqual(4.5);
  }
});

it("keeps a colour that holds as it is", () => {
  expect(accentDeclarations("#0b6e78")).toContain("--accent:light-dark(#0b6e78,");
});
