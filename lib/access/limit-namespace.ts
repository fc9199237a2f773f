import { z } from "zod";
import { holdsDeceptive } from "@/lib/platform/name-text";
import type { NamedWindow } from "./catalogue";
import { Concurrency, LimitCount } from "./limit-count";
import { repeated } from "./repeated";
import { namedWindowsOf, spanIdOf } from "./window-entry";
import { findSpan } from "./window-span";

/** Of an identifier; each is a counter of its own. */
const maxWindows = 10;
export const maxOverrides = 1_000;
/** Each decision on an identifier without an override of its own compares it with every one of them. */
export const maxPatterns = 100;

const windowName = z
  .string()
  .regex(/^[a-z][a-z0-9_-]{0,39}$/, "must be 1 to 40 lower-case letters, digits, hyphens and underscores");

/** One limit of a namespace. What does not slide begins with the UTC second, minute, hour, day or month. */
export const NamespaceWindow = z
  .strictObject({
    name: windowName.meta({ examples: ["daily"] }),
    limit: LimitCount,
    /** A number and `s`, `m`, `h` or `d`, such as `10s` or `1d`, up to 366 days; or `1mo`, the calendar month. */
    per: z
      .string()
      .max(8)
      .meta({ examples: ["1d"] }),
    /** Whether it is the last so much of time, at any moment; not of `1mo`. */
    sliding: z.literal(true).optional(),
  })
  .refine((window) => !window.per.startsWith("~") && findSpan(spanIdOf(window)), {
    path: ["per"],
    message: "must be a number and s, m, h or d, up to 366 days, or 1mo where it does not slide",
  });
export type NamespaceWindow = z.output<typeof NamespaceWindow>;

export const NamespaceWindows = z
  .array(NamespaceWindow)
  .max(maxWindows, `must be at most ${maxWindows}`)
  .refine((windows) => isUnique(windows.map(spanIdOf)), "must be of different lengths, or one of them sliding")
  .refine((windows) => isUnique(windows.map(({ name }) => name)), "must have names of their own");

/** What is counted: any name of the organization's own for it. */
export const Identifier = z
  .string()
  .regex(/^[\x21-\x7e]{1,255}$/, "must be 1 to 255 visible ASCII characters without spaces")
  .meta({ examples: ["user_42"] });

/**
 * Limits in place of the namespace's, for one identifier or for all that a pattern matches: `*` stands for any characters. What is
 * not said stays the namespace's.
 */
export const LimitOverride = z
  .strictObject({
    identifier: Identifier,
    windows: NamespaceWindows.min(1, "must name at least one window").optional(),
    concurrency: Concurrency.optional(),
  })
  .refine(({ windows, concurrency }) => windows ?? concurrency, {
    path: ["windows"],
    message: "are required, or concurrency",
  });
export type LimitOverride = z.output<typeof LimitOverride>;

export const LimitOverrides = z
  .array(LimitOverride)
  .max(maxOverrides, `must be at most ${maxOverrides}`)
  .refine((overrides) => isUnique(overrides.map(({ identifier }) => identifier)), "must name each identifier once")
  .refine(
    (overrides) => overrides.filter(({ identifier }) => isPattern(identifier)).length <= maxPatterns,
    `must have at most ${maxPatterns} patterns`,
  );

/** What a namespace says. */
export const NamespaceSettings = z
  .strictObject({
    description: z
      .string()
      .trim()
      .max(200, "must have at most 200 characters")
      .refine((text) => !holdsDeceptive(text), "must not hold line breaks, control or invisible characters")
      .default(""),
    windows: NamespaceWindows.meta({ examples: [[{ name: "daily", limit: 1_000, per: "1d" }]] }),
    /** Absent or null: no slots are held in it. */
    concurrency: Concurrency.nullable().default(null),
    overrides: LimitOverrides.meta({ examples: [[{ identifier: "team_*", concurrency: 5 }]] }).default([]),
  })
  .refine(({ windows, concurrency }) => windows.length > 0 || concurrency !== null, {
    path: ["windows"],
    message: "must be at least one, or concurrency must be said",
  });
export type NamespaceSettings = z.output<typeof NamespaceSettings>;

/** The limits of an identifier, and the override that they come of. */
export type FoundLimit = {
  /** As the limiter counts them. */
  windows: readonly NamedWindow[];
  concurrency: number | null;
  override: string | null;
};

/**
 * Finds limits by identifier: an override of its own, else the pattern with the most characters of its own that matches,
 * of equal ones the first; else the namespace's.
 */
export function createLimitFinder({
  windows,
  concurrency,
  overrides,
}: Pick<NamespaceSettings, "windows" | "concurrency" | "overrides">) {
  const own: FoundLimit = { windows: namedWindowsOf(windows), concurrency, override: null };
  const found = overrides.map((said) => ({
    override: said.identifier,
    windows: said.windows ? namedWindowsOf(said.windows) : own.windows,
    concurrency: said.concurrency ?? concurrency,
  }));
  const exact = new Map(found.map((one) => [one.override, one]));
  const patterns = found
    .filter(({ override }) => isPattern(override))
    .toSorted((one, other) => literalLength(other.override) - literalLength(one.override));
  return (identifier: string): FoundLimit =>
    exact.get(identifier) ?? patterns.find(({ override }) => matches(override, identifier)) ?? own;
}

function isPattern(identifier: string): boolean {
  return identifier.includes("*");
}

function literalLength(pattern: string): number {
  return pattern.replaceAll("*", "").length;
}

/** Each part between stars is looked for once, from where the one before ended: no input makes it slow. */
function matches(pattern: string, identifier: string): boolean {
  const parts = pattern.split("*");
  const [first = "", last = ""] = [parts[0], parts.at(-1)];
  if (identifier.length < first.length + last.length) return false;
  if (!identifier.startsWith(first) || !identifier.endsWith(last)) return false;
  const endsAt = identifier.length - last.length;
  let at = first.length;
  for (const part of parts.slice(1, -1)) {
    const place = identifier.indexOf(part, at);
    if (place < 0 || place + part.length > endsAt) return false;
    at = place + part.length;
  }
  return true;
}

function isUnique(values: readonly string[]): boolean {
  return repeated(values).length === 0;
}
