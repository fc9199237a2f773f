import { z } from "zod";
import { apiV1Callers, type Contract, defineContract, keyCallers } from "@/lib/http/contract";
import { Instant } from "@/lib/http/timestamp";
import { keyChangers } from "./contract";
import { ApiKey, ApiKeyChange, mostBulkKeys, NewApiKey } from "./key-contract";

const Ids = z
  .array(z.string().min(1).max(200))
  .min(1, "must name at least one key")
  .max(mostBulkKeys, `must name at most ${mostBulkKeys} keys`);

/** Why it did not happen to a key: what its own request would have been answered with. */
export const RowError = z.object({ code: z.string(), message: z.string(), field: z.string().optional() });
export type RowError = z.output<typeof RowError>;

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
  allow: [...keyCallers, "management-key"],
  managementScope: "manage:keys:write",
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
  allow: keyChangers,
  managementScope: "manage:keys:write",
  body: ExpireManyRequest,
  success: { status: 200, body: z.object({ data: z.array(ExpiredRow) }), framed: true },
});

const Place = z.object({ ok: z.boolean(), error: RowError.nullable() });

export const CreateManyRequest = z.strictObject({
  /** Each as for one key. */
  keys: z
    .array(NewApiKey)
    .min(1, "must name at least one key")
    .max(mostBulkKeys, `must name at most ${mostBulkKeys} keys`),
});
export type CreateManyRequest = z.output<typeof CreateManyRequest>;

/** What became of one key of a request, in the request's order. */
export const CreatedRow = Place.extend({
  data: ApiKey.nullable(),
  /** The secret, this once. */
  key: z.string().nullable(),
});
export type CreatedRow = z.output<typeof CreatedRow>;

export const createManyContract = defineContract({
  dashboard: true,
  method: "POST",
  path: "/api/v1/api-keys/create-many",
  creates: true,
  reauthenticated: true,
  product: "account",
  summary: "Create up to 1,000 API keys, with a result for each; the secrets are shown once",
  allow: [...apiV1Callers, "management-key"],
  managementScope: "manage:keys:write",
  body: CreateManyRequest,
  success: { status: 200, body: z.object({ data: z.array(CreatedRow) }), framed: true },
});

export const UpdateManyRequest = z.strictObject({
  keys: z
    .array(z.strictObject({ id: z.string().min(1).max(200), change: ApiKeyChange }))
    .min(1, "must name at least one key")
    .max(mostBulkKeys, `must name at most ${mostBulkKeys} keys`)
    .refine((keys) => new Set(keys.map(({ id }) => id)).size === keys.length, "name a key twice"),
});
export type UpdateManyRequest = z.output<typeof UpdateManyRequest>;

export const UpdatedRow = Row.extend({ data: ApiKey.nullable() });
export type UpdatedRow = z.output<typeof UpdatedRow>;

export const updateManyContract = defineContract({
  dashboard: true,
  method: "POST",
  path: "/api/v1/api-keys/update-many",
  product: "account",
  summary: "Change up to 1,000 API keys; each by a change of its own, with a result for each",
  allow: keyChangers,
  managementScope: "manage:keys:write",
  body: UpdateManyRequest,
  success: { status: 200, body: z.object({ data: z.array(UpdatedRow) }), framed: true },
});

export const contracts: readonly Contract[] = [
  revokeManyContract,
  expireManyContract,
  createManyContract,
  updateManyContract,
];
