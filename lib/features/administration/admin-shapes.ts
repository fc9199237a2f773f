import { z } from "zod";

export const OneById = z.object({ id: z.string() });

export const SearchText = z.string().trim().max(200);
