import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const css = readFileSync(new URL("../../app/globals.css", import.meta.url), "utf8");

const themes = ["light", "dark"] as const;
type Theme = (typeof themes)[number];
type Rgb = readonly [red: number, green: number, blue: number];

/** A token's colour in a theme, as linear light from 0 to 1. */
function colour(name: string, theme: Theme): Rgb {
  const value = new RegExp(`--${name}: (?:light-dark\\((#[0-9a-f]{6}), (#[0-9a-f]{6})\\)|(#[0-9a-f]{6}));`).exec(css);
  const hex = value?.[theme === "light" ? 1 : 2] ?? value?.[3];
  if (!hex) throw new Error(`no colour ${name}`);
  const part = (at: number) => linear(Number.parseInt(hex.slice(at, at + 2), 16) / 255);
  return [part(1), part(3), part(5)];
}

function linear(part: number): number {
  return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
}

/** The contrast ratio of WCAG 2.2. */
function contrast(one: Rgb, other: Rgb): number {
  const light = ([red, green, blue]: Rgb) => 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  const [low, high] = [light(one), light(other)].sort((a, b) => a - b) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

/** What eyes without one kind of cone see of a colour: Machado, Oliveira and Fernandes 2009, severity 1. */
const eyes: Record<string, readonly Rgb[]> = {
  all: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanope: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranope: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanope: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

/** How far apart two colours look, in OKLab, where 0.02 is just noticeable side by side. */
function distance(one: Rgb, other: Rgb, eye: readonly Rgb[]): number {
  const [a, b] = [one, other].map((rgb) => oklab(eye.map((row) => Math.max(0, dot(row, rgb))) as unknown as Rgb));
  return Math.hypot(...(a as Rgb).map((part, index) => part - ((b as Rgb)[index] ?? 0)));
}

function dot(row: Rgb, rgb: Rgb): number {
  return row[0] * rgb[0] + row[1] * rgb[1] + row[2] * rgb[2];
}

function oklab(rgb: Rgb): Rgb {
  const cones = [
    Math.cbrt(dot([0.4122214708, 0.5363325363, 0.0514459929], rgb)),
    Math.cbrt(dot([0.2119034982, 0.6806995451, 0.1073969566], rgb)),
    Math.cbrt(dot([0.0883024619, 0.2817188376, 0.6299787005], rgb)),
  ] as unknown as Rgb;
  return [
    dot([0.2104542553, 0.793617785, -0.0040720468], cones),
    dot([1.9779984951, -2.428592205, 0.4505937099], cones),
    dot([0.0259040371, 0.7827717662, -0.808675766], cones),
  ];
}

const grounds = ["background", "surface", "surface-raised", "surface-sunken", "hover"];
const onGrounds = ["foreground", "muted", "accent-text", "danger-text", "warning-text", "success-text"];
const onSoft = ["accent", "danger", "warning", "success"];
const series = [1, 2, 3, 4, 5, 6].map((number) => `chart-${number}`);
const outcomes = ["succeeded", "limited", "refused", "failed"].map((outcome) => `chart-${outcome}`);

describe.each(themes)("the %s theme", (theme) => {
  const ratio = (one: string, other: string) => contrast(colour(one, theme), colour(other, theme));

  it("text reads on every ground, on its own soft ground, and on what is solid: 4.5 to 1", () => {
    const pairs = [
      ...onGrounds.flatMap((text) => grounds.map((ground) => [text, ground])),
      ...onSoft.map((tone) => [`${tone}-text`, `${tone}-soft`]),
      ...["accent", "accent-hover", "danger", "danger-hover"].map((ground) => ["on-accent", ground]),
    ] as [string, string][];
    expect(pairs.filter((pair) => ratio(...pair) < 4.5)).toEqual([]);
  });

  it("the edge of a field, the ring of the focus and every shape of a chart stand out: 3 to 1", () => {
    const shapes = ["border-strong", "accent-text", "accent", "warning", "danger", "success", ...series, ...outcomes];
    expect([...shapes, "chart-rest"].filter((shape) => ratio(shape, "surface") < 3)).toEqual([]);
  });

  it.each(Object.entries(eyes))("the colours of one chart are told apart by eyes: %s", (_, eye) => {
    for (const names of [series, outcomes]) {
      const pairs = names.flatMap((one, index) => names.slice(index + 1).map((other) => [one, other] as const));
      const close = pairs.filter(([one, other]) => distance(colour(one, theme), colour(other, theme), eye) < 0.075);
      expect(close).toEqual([]);
    }
  });
});

it("the fonts take 70 KB at most", () => {
  const sizes = ["geist-sans", "geist-mono"].map(
    (name) => readFileSync(new URL(`../../app/fonts/${name}.woff2`, import.meta.url)).byteLength,
  );
  expect(sizes.reduce((sum, size) => sum + size)).toBeLessThanOrEqual(70_000);
});
