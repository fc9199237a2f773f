import { z } from "zod";
import { holdsNull, nullRefusal } from "@/lib/platform/null-character";

export const OneById = z.object({ id: z.string() });

export const SearchText = z
  .string()
  .trim()
  .max(200)
  .refine((text) => !holdsNull(text), nullRefusal);

/** A page of a list. */
export const listOf = <Schema extends z.ZodType>(item: Schema) =>
  z.object({ data: z.array(item), next_cursor: z.string().nullable() });
