import { z } from "zod";
import { holdsNull, nullRefusal } from "@/lib/platform/null-character";

export const OneById = z.object({ id: z.string() });

export const SearchText = z
  .string()
  .trim()
  .max(200)
  .refine((text) => !holdsNull(text), nullRefusal);
