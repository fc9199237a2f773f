import { z } from "zod";

/** The query of every list: newest first, at most 100 a page. */
export const Page = z.object({
  limit: z.coerce.number().int().min(1).max(100).default(20),
  cursor: z.string().min(1).max(200).optional(),
});
export type Page = z.output<typeof Page>;
