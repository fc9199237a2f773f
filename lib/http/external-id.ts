import { z } from "zod";

/** What an organization calls a customer of its own: it stands in headers, so it is visible ASCII without spaces. */
export const ExternalId = z
  .string()
  .regex(/^[\x21-\x7e]{1,255}$/, "must be 1 to 255 visible ASCII characters without spaces")
  .meta({ examples: ["user_42"] });
