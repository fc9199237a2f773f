import { z } from "zod";

/** How many a limit takes, as documents and requests write it. */
export const LimitCount = z
  .number()
  .int()
  .min(1, "must be at least 1")
  .max(1_000_000_000, "must be at most 1,000,000,000");

/** How many slots may be held at once. */
export const Concurrency = z.number().int().min(1, "must be at least 1").max(1_000_000, "must be at most 1,000,000");
