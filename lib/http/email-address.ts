import { z } from "zod";
import { canonicalEmailPattern, foldedEmail } from "@/lib/platform/email-address";

/** An email address in the one form in which it is compared and stored, so that one address is one person. */
export const EmailAddress = z
  .string()
  .trim()
  .overwrite(foldedEmail)
  .pipe(z.email({ pattern: canonicalEmailPattern, error: "is not an email address" }).max(254));
