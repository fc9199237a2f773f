import { z } from "zod";
import { holdsDeceptive } from "@/lib/platform/name-text";
import type { PlanLimits } from "./catalogue";

/** Which windows a namespace may have; each at most once. */
export const namespaceWindows = ["minute", "day", "month"] as const;
/** The most that a window lets in, and far more than any minute sees of what only a day or a month limits. */
const mostInWindow = 1_000_000_000;
export const maxOverrides = 1_000;
/** Each decision on an identifier without an override of its own compares it with every one of them. */
export const maxPatterns = 100;

const windowName = z
  .string()
  .regex(/^[a-z][a-z0-9_-]{0,39}$/, "must be 1 to 40 lower-case letters, digits, hyphens and underscores");
const count = z.number().int().min(1, "must be at least 1").max(mostInWindow, "must be at most 1,000,000,000");

/** One limit of a namespace. Minutes, days and months are those of UTC. */
export const NamespaceWindow = z
  .strictObject({
    name: windowName.meta({ examples: ["sustained"] }),
    limit: count,
    per: z.enum(namespaceWindows),
    /** How many of a minute's may come back to back; absent: all of them. */
    burst: count.optional(),
  })
  .refine(({ per, burst }) => burst === undefined || per === "minute", { path: ["burst"], message: "is of a minute" })
  .refine(({ limit, burst = 0 }) => burst <= limit, { path: ["burst"], message: "must be at most the limit" });
export type NamespaceWindow = z.output<typeof NamespaceWindow>;

export const NamespaceWindows = z
  .array(NamespaceWindow)
  .max(namespaceWindows.length)
  .refine(
    (windows) => isUnique(windows.map(({ per }) => per)),
    "must have one window per minute, day and month at most",
  )
  .refine((windows) => isUnique(windows.map(({ name }) => name)), "must have names of their own");

/** How many slots an identifier may hold at once. */
export const Concurrency = z.number().int().min(1, "must be at least 1").max(1_000_000, "must be at most 1,000,000");

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
    windows: NamespaceWindows.meta({ examples: [[{ name: "daily", limit: 1_000, per: "day" }]] }),
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
  windows: readonly NamespaceWindow[];
  /** The windows as the limiter counts them. */
  limits: PlanLimits;
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
  const own: FoundLimit = { windows, limits: limitsOf(windows), concurrency, override: null };
  const found = overrides.map((said) => ({
    override: said.identifier,
    windows: said.windows ?? windows,
    limits: said.windows ? limitsOf(said.windows) : own.limits,
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

/** What has no window of a minute has room for all that its day or month lets in. */
function limitsOf(windows: readonly NamespaceWindow[]): PlanLimits {
  const minute = windows.find(({ per }) => per === "minute");
  const day = windows.find(({ per }) => per === "day");
  const month = windows.find(({ per }) => per === "month");
  return {
    perMinute: minute?.limit ?? mostInWindow,
    burst: minute ? (minute.burst ?? minute.limit) : mostInWindow,
    ...(day ? { perDay: day.limit } : {}),
    ...(month ? { perMonth: month.limit } : {}),
  };
}

function isUnique(values: readonly string[]): boolean {
  return new Set(values).size === values.length;
}
