import { z } from "zod";
import { planIds } from "@/lib/access/catalogue";
import { catalogueId } from "@/lib/http/catalogue-id";
import { nameOf } from "@/lib/http/name";
import { Timestamp } from "@/lib/http/timestamp";

/** A user's name as it is shown. */
export const DisplayName = nameOf(100);

/** Document 000's shape of a user. */
export const TierUser = z.object({ id: z.string(), email: z.string(), name: z.string(), tier: catalogueId(planIds) });
/** Document 004's shape of a user. */
export const PlainUser = z.object({ id: z.string(), email: z.string(), created_at: Timestamp });

/** What a sign-in answers under `/api/auth` (document 000). */
export const BearerSession = z.object({ access_token: z.string(), token_type: z.literal("bearer"), user: TierUser });
/** What a sign-in answers under `/api/v1/auth` (document 004). */
export const TokenSession = z.object({ user: PlainUser, token: z.string() });
