import { z } from "zod";

/** Text that can be kept as JSON in the database, which refuses half of a surrogate pair. */
export const WholeText = z.string().refine((text) => !/\p{Surrogate}/u.test(text), "holds half of a surrogate pair");

const Value = WholeText.min(1, "must not be empty").max(10_000, "must have at most 10,000 characters");
const Pattern = WholeText.min(1, "must not be empty")
  .max(500, "must have at most 500 characters")
  .superRefine((pattern, context) => {
    const problem = patternProblem(pattern);
    if (problem) context.addIssue(problem);
  });
const Length = z.number().int().min(0).max(1_000_000);
const caseSensitive = z.boolean().default(true);

/** What a text can be compared with. */
export const textComparisons = ["contains", "not_contains", "equals", "starts_with", "ends_with"] as const;

/** Something that a text must satisfy; lengths are in Unicode characters. */
export const TextCheck = z.discriminatedUnion("type", [
  z.strictObject({ type: z.enum(textComparisons), value: Value, case_sensitive: caseSensitive }),
  /** A JavaScript regular expression with the flag `u`, found anywhere in the text. */
  z.strictObject({ type: z.literal("regex"), value: Pattern, case_sensitive: caseSensitive }),
  z.strictObject({ type: z.enum(["min_length", "max_length"]), value: Length }),
]);
export type TextCheck = z.output<typeof TextCheck>;

/** The same as it is shown, with nothing left to default. */
export const StatedTextCheck = z.discriminatedUnion("type", [
  z.object({ type: z.enum(textComparisons), value: z.string(), case_sensitive: z.boolean() }),
  z.object({ type: z.literal("regex"), value: z.string(), case_sensitive: z.boolean() }),
  z.object({ type: z.enum(["min_length", "max_length"]), value: z.number().int() }),
]);

/** Why a regular expression cannot be used; null when it can. Reading one is quick, also where running it would be slow. */
function patternProblem(pattern: string): string | null {
  return syntaxProblem(pattern.replaceAll(escapes, quickerTwin)) ?? propertyProblem(pattern);
}

const escapes = /\\(?:p\{([^{}]*)\}|.)/gisu;
/** Names of Unicode properties that are known to exist; there are some hundreds. */
const knownProperties = new Set<string>();

/**
 * Reading `\p{…}` builds a set of thousands of characters each time, so that a request full of them would hold up all
 * others for half a minute. `\d` is allowed where it is and is read at once.
 */
function quickerTwin(escaped: string, property: string | undefined): string {
  return property === undefined ? escaped : "\\d";
}

function propertyProblem(pattern: string): string | null {
  for (const [, property] of pattern.matchAll(escapes)) {
    if (property === undefined || knownProperties.has(property)) continue;
    const problem = syntaxProblem(`\\p{${property}}`);
    if (problem) return problem;
    knownProperties.add(property);
  }
  return null;
}

function syntaxProblem(pattern: string): string | null {
  try {
    new RegExp(pattern, "u");
    return null;
  } catch (error) {
    const reason = error instanceof Error ? error.message.split(": ").at(-1) : null;
    return `is not a regular expression${reason ? `: ${reason}` : ""}`;
  }
}
