import { z } from "zod";
import { isExternalAddress } from "@/lib/access/external-address";

/** An email address, compared and stored in lower case, so that one address is one person. */
export const EmailAddress = z
  .string()
  .trim()
  .toLowerCase()
  .pipe(z.email("is not an email address").max(254))
  .refine((email) => !isExternalAddress(email), "is not an address that mail can reach");
