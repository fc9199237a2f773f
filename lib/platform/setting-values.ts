import "server-only";
import * as z from "zod";

/** A number without sign or exponent; an empty text is none. */
export const number = z
  .string()
  .trim()
  .regex(/^\d+(\.\d+)?$/, "must be a number of 0 or more")
  .transform(Number);

/** A whole number within bounds. */
export function wholeNumber(least: number, most: number) {
  const wish = `must be a whole number from ${least} to ${most}`;
  return z
    .string()
    .trim()
    .regex(/^\d{1,15}$/, wish)
    .transform(Number)
    .refine((value) => value >= least && value <= most, wish);
}

/** One of a few words. */
export function choice<const Words extends readonly [string, ...string[]]>(words: Words) {
  return z.enum(words, { error: `must be one of: ${words.join(", ")}` });
}

/** A URL of one of the schemes that `shown` names. */
export function url(protocol: RegExp, shown: string) {
  return z.url({ protocol, error: `must be a URL that begins with ${shown}` });
}

/** Texts separated by commas or blanks. */
export const list = z.string().transform((text) => text.split(/[\s,]+/).filter(Boolean));

/** A list whose items are read one by one; `read` returns null for what is not `what`, which is then named. */
export function listOf<Item>(read: (text: string) => Item | null, what: string) {
  return list.transform((texts, context) =>
    texts.map((text) => {
      const item = read(text);
      if (item !== null) return item;
      context.addIssue(`names ${text}, which is not ${what}`);
      return z.NEVER;
    }),
  );
}
