import { z } from "zod";
import { holdsDeceptive, isVisible, normalizeName } from "@/lib/platform/name-text";

/** What anything is called (contract section 11): one visible line in NFC, of at most `maxLength` UTF-16 units. */
export function nameOf(maxLength: number) {
  return (
    labelOf(maxLength)
      .min(1, "must not be empty")
      // What holds something unseen is told of that alone.
      .refine((text) => text === "" || holdsDeceptive(text) || isVisible(text), "must show something")
  );
}

/** The same, or nothing at all: what a thing may be called besides. */
export function labelOf(maxLength: number) {
  return z
    .string()
    .overwrite(normalizeName)
    .max(maxLength, `must have at most ${maxLength} characters`)
    .refine((text) => !holdsDeceptive(text), "must not hold line breaks, control or invisible characters");
}
