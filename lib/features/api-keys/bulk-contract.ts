import { z } from "zod";
import { type Contract, defineContract, keyCallers } from "@/lib/http/contract";
import { Instant } from "@/lib/http/timestamp";
import { ApiKeyChange } from "./contract";

/** How many keys one request names. */
export const mostBulkKeys = 1_000;

const Ids = z
  .array(z.string().min(1).max(200))
  .min(1, "must name at least one key")
  .max(mostBulkKeys, `must name at most ${mostBulkKeys} keys`);

/** Why it did not happen to a key: what its own request would have been answered with. */
const RowError = z.object({ code: z.string(), message: z.string(), field: z.string().optional() });

const Row = z.object({ id: z.string(), ok: z.boolean(), error: RowError.nullable() });

export const RevokeManyRequest = z.strictObject({
  /** Either identifier of each. */
  ids: Ids,
  /** As for one key. */
  descendants: z.boolean().default(false),
});
export type RevokeManyRequest = z.output<typeof RevokeManyRequest>;

/** What became of one key of a request, in the request's order. */
export const RevokedRow = Row.extend({
  revokedAt: Instant.nullable(),
  /** How many keys that were made with it ended with it. */
  descendantsRevoked: z.number().int(),
});
export type RevokedRow = z.output<typeof RevokedRow>;

export const revokeManyContract = defineContract({
  dashboard: true,
  method: "POST",
  path: "/api/v1/api-keys/revoke-many",
  product: "account",
  summary: "Revoke up to 1,000 API keys, with a result for each",
  allow: keyCallers,
  body: RevokeManyRequest,
  success: { status: 200, body: z.object({ data: z.array(RevokedRow) }), framed: true },
});

export const ExpireManyRequest = z.strictObject({
  ids: Ids,
  /** From now; null for keys that never expire. */
  expires_in_days: ApiKeyChange.shape.expires_in_days.unwrap(),
});
export type ExpireManyRequest = z.output<typeof ExpireManyRequest>;

export const ExpiredRow = Row.extend({ expiresAt: Instant.nullable() });
export type ExpiredRow = z.output<typeof ExpiredRow>;

export const expireManyContract = defineContract({
  dashboard: true,
  method: "POST",
  path: "/api/v1/api-keys/expire-many",
  product: "account",
  summary: "Set when up to 1,000 API keys expire, with a result for each",
  // As a change of one key.
  allow: ["session-jwt", "pat", "external-jwt"],
  body: ExpireManyRequest,
  success: { status: 200, body: z.object({ data: z.array(ExpiredRow) }), framed: true },
});

export const contracts: readonly Contract[] = [revokeManyContract, expireManyContract];
