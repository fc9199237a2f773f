import { z } from "zod";

/** Headers that say something else of a request, or that only proxies and this product write. */
const takenHeaders =
  /^(authorization|proxy-authorization|cookie|host|connection|content-.*|transfer-encoding|x-latchkey-.*|x-forwarded-.*|x-original-.*|x-real-ip|x-request-id|x-ratelimit-.*)$/i;

/** Where callers of a product of one's own may put their key. */
export const KeyPlaces = z
  .strictObject({
    /** `Authorization: Bearer`; true where absent. */
    bearer: z.boolean().optional(),
    /** A header that holds nothing but the key, such as `X-API-Key`. */
    header: z
      .string()
      .max(60, "must have at most 60 characters")
      .regex(/^[A-Za-z][A-Za-z0-9-]*$/, "must be letters, digits and hyphens")
      .refine((name) => !takenHeaders.test(name), "is a header that says something else")
      .optional(),
    /** HTTP Basic: which of the two is the key. */
    basic: z.enum(["username", "password"]).optional(),
    /** A parameter of the address. Addresses are written down in many places: only where callers can do nothing else. */
    query: z
      .string()
      .max(60, "must have at most 60 characters")
      .regex(/^[A-Za-z][A-Za-z0-9_.-]*$/, "must be letters, digits, dots, hyphens and underscores")
      .optional(),
  })
  .refine(
    ({ bearer = true, header, basic, query }) => bearer || header || basic || query,
    "must leave a place where keys come",
  );
