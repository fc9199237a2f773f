import { z } from "zod";

/** An email address, compared and stored in lower case, so that one address is one person. */
export const EmailAddress = z.string().trim().toLowerCase().pipe(z.email("is not an email address").max(254));
