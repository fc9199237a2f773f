import { z } from "zod";

/** When something was created, ends or was used last, in the fields that say so: whole seconds, UTC (contract section 11). */
export const Timestamp = z.iso.datetime({ precision: 0 });

/** The fields of which that is true, in every answer. */
export const timestampFields = ["created_at", "expires_at", "last_used_at"] as const;

/** Any other moment; it may carry milliseconds. */
export const Instant = z.iso.datetime();
