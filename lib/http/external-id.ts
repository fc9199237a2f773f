import { z } from "zod";
import { externalIdPattern } from "@/lib/access/customer";

/** What an organization calls a customer of its own: it stands in headers, so it is visible ASCII without spaces. */
export const ExternalId = z
  .string()
  .regex(externalIdPattern, "must be 1 to 255 visible ASCII characters without spaces")
  .meta({ examples: ["user_42"] });
