/**
 * The tokens of app/globals.css that an operator's accent stands for, in both themes. The colour keeps its hue. Its
 * lightness moves as far as it must for text on it, text in it and what is drawn in it to be told from what is around
 * it. (WCAG 2.2, 1.4.3 and 1.4.11.)
 */

type Rgb = readonly [red: number, green: number, blue: number];
type Theme = { text: number; figure: number };

const white: Rgb = [255, 255, 255];
/** The grounds of app/globals.css that are nearest to an accent: by day the darkest, by night the lightest. */
const dayGround: Rgb = [0xf0, 0xf0, 0xec];
const nightGround: Rgb = [0x1d, 0x23, 0x25];
const nightPaper: Rgb = [0x14, 0x18, 0x1a];
/** A little more than WCAG asks, for what is lost in rounding. */
const needed: Theme = { text: 4.6, figure: 3.05 };

/** Declarations of the accent's tokens for `:root`; `hex` is six digits after `#`. */
export function accentDeclarations(hex: string): string {
  const chosen = rgbOf(hex);
  const day = nearest(
    chosen,
    (one) => contrast(one, white) >= needed.text && contrast(one, dayGround) >= needed.figure,
  );
  const night = nearest(
    chosen,
    (one) => contrast(one, white) >= needed.text && contrast(one, nightPaper) >= needed.figure,
  );
  const daySoft = mixed(day, white, 0.1);
  const nightSoft = mixed(night, nightPaper, 0.25);
  const dayText = nearest(
    chosen,
    (one) => contrast(one, dayGround) >= needed.text && contrast(one, daySoft) >= needed.text,
  );
  const nightText = nearest(
    chosen,
    (one) => contrast(one, nightGround) >= needed.text && contrast(one, nightSoft) >= needed.text,
  );
  const tokens: [string, Rgb, Rgb][] = [
    ["accent", day, night],
    ["accent-hover", mixed(day, [0, 0, 0], 0.85), mixed(night, [0, 0, 0], 0.88)],
    ["accent-text", dayText, nightText],
    ["accent-soft", daySoft, nightSoft],
  ];
  return tokens.map(([name, light, dark]) => `--${name}:light-dark(${hexOf(light)},${hexOf(dark)})`).join(";");
}

/** The colour of the same hue that is nearest in lightness and holds; black and white hold among them whatever is asked here. */
function nearest(chosen: Rgb, holds: (one: Rgb) => boolean): Rgb {
  for (let step = 0; step <= 200; step += 1) {
    const found = [mixed([0, 0, 0], chosen, step / 200), mixed(white, chosen, step / 200)].find((one) =>
      holds(rounded(one)),
    );
    if (found) return rounded(found);
  }
  return rounded(chosen);
}

/** `share` of one colour, the rest of another. */
function mixed(one: Rgb, other: Rgb, share: number): Rgb {
  // The type of a mapped list forgets how long it is.
  return [0, 1, 2].map((part) => (one[part] ?? 0) * share + (other[part] ?? 0) * (1 - share)) as unknown as Rgb;
}

function rounded(colour: Rgb): Rgb {
  // As long as the colour.
  return colour.map(Math.round) as unknown as Rgb;
}

/** The contrast ratio of WCAG 2.2. */
function contrast(one: Rgb, other: Rgb): number {
  const [low = 0, high = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

function luminance([red, green, blue]: Rgb): number {
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
}

function linear(part: number): number {
  const share = part / 255;
  return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
}

function rgbOf(hex: string): Rgb {
  // As long as the list of places.
  return [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)) as unknown as Rgb;
}

function hexOf(colour: Rgb): string {
  return `#${colour.map((part) => Math.round(part).toString(16).padStart(2, "0")).join("")}`;
}
