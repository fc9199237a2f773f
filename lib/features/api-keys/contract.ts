import { z } from "zod";
import { keyStates } from "@/lib/access/key-life";
import { Environment } from "@/lib/generated/prisma/enums";
import { apiV1Callers, type Contract, defineContract, keyCallers } from "@/lib/http/contract";
import { ExternalId } from "@/lib/http/external-id";
import { listOf, Page, sortedPage } from "@/lib/http/page";
import { Instant } from "@/lib/http/timestamp";
import {
  apiKeyEndpointsContract,
  apiKeyErrorsContract,
  apiKeyRequestsContract,
  apiKeyUsageContract,
  KeyParams,
  peopleCallers,
} from "./activity-contract";
import { ApiKey, ApiKeyChange, ApiKeyDetail, CreatedApiKey, NewApiKey, Product, Tag } from "./key-contract";

/** How many live keys an organization may have in one environment. */
export const maxLiveKeys = 10_000;

export const createApiKeyContract = defineContract({
  dashboard: true,
  method: "POST",
  path: "/api/v1/api-keys",
  reauthenticated: true,
  product: "account",
  summary: "Create an API key; its secret is shown once",
  allow: [...apiV1Callers, "management-key"],
  managementScope: "manage:keys:write",
  body: NewApiKey,
  success: { status: 201, body: CreatedApiKey, framed: true },
});

/** What a list of keys can be sorted by; a minus in front turns the order around. */
export const keyOrders = ["name", "created", "last_used", "expires"] as const;
export type KeyOrder = (typeof keyOrders)[number];
export type KeySort = KeyOrder | `-${KeyOrder}`;

/** Active keys that want a look, one reason at a time; `key-concerns.ts` says when each holds. */
export const keyConcernNames = ["expires_soon", "unused", "rejected"] as const;
export type KeyConcernName = (typeof keyConcernNames)[number];

/** What lists of keys, and the counts beside them, are narrowed by. */
export const KeyFilter = z.object({
  product: Product.optional(),
  environment: z.enum(Environment).optional(),
  status: z.enum(keyStates).optional(),
  /** Keys of one customer, by our identifier or by the organization's own. */
  customer_id: z.string().min(1).max(200).optional(),
  external_id: ExternalId.optional(),
  /** Keys with this tag. */
  tag: Tag.optional(),
  /** Part of the name, the beginning of the key, its mask or last four characters, or an identifier. */
  search: z.string().trim().max(100).optional(),
  /** Active keys that want a look alone: they expire within 14 days, or were not used for 30. */
  review: z.enum(["true"]).optional(),
  /** Of these one kind: they expire within 14 days, were not used for 30, or had requests rejected since yesterday. */
  concern: z.enum(keyConcernNames).optional(),
  /** Keys that were replaced and still work stand below the key that took their place, in its `replaces`. */
  grouped: z.enum(["true"]).optional(),
});
export type KeyFilter = z.output<typeof KeyFilter>;

export const ApiKeyQuery = Page.extend({
  tenantId: z.string().max(200).optional(),
  ...KeyFilter.shape,
  /** What never expires counts as the latest end, what was never used as the earliest use. */
  ...sortedPage(keyOrders),
});
export type ApiKeyQuery = z.output<typeof ApiKeyQuery>;

/** A key in a list; `replaces` are the keys whose place it took and that still work, where the list is grouped. */
export const ListedApiKey = ApiKey.extend({ replaces: z.array(ApiKey).optional() });
export type ListedApiKey = z.output<typeof ListedApiKey>;

export const ApiKeyList = listOf(ListedApiKey);
export type ApiKeyList = z.output<typeof ApiKeyList>;

export const listApiKeysContract = defineContract({
  dashboard: true,
  method: "GET",
  path: "/api/v1/api-keys",
  product: "account",
  summary: "List API keys, newest first unless sorted otherwise",
  allow: [...keyCallers, "management-key"],
  managementScope: "manage:keys:read",
  query: ApiKeyQuery,
  success: { status: 200, body: ApiKeyList, framed: true },
});

/** What a key made ends with it; with `descendants=true` also where a rotation has put another key in its place. */
export const RevokeQuery = z.object({ descendants: z.enum(["true", "false"]).optional() });

export const deleteApiKeyContract = defineContract({
  dashboard: true,
  method: "DELETE",
  path: "/api/v1/api-keys/{id}",
  product: "account",
  summary: "Revoke an API key, and with it the keys that were made with it",
  allow: [...keyCallers, "management-key"],
  managementScope: "manage:keys:write",
  params: KeyParams,
  query: RevokeQuery,
  success: { status: 204 },
});

export const apiKeyContract = defineContract({
  dashboard: true,
  method: "GET",
  path: "/api/v1/api-keys/{id}",
  product: "account",
  summary: "One API key, never its secret",
  allow: [...keyCallers, "management-key"],
  managementScope: "manage:keys:read",
  params: KeyParams,
  success: { status: 200, body: z.object({ data: ApiKeyDetail }), framed: true },
});

export const OverlapRequest = z.strictObject({
  /** How long from now the old key still works, in seconds; never past the expiry that it was made for. */
  grace_period_seconds: z.number().int().min(60).max(604_800),
});

export const extendOverlapContract = defineContract({
  dashboard: true,
  method: "POST",
  path: "/api/v1/api-keys/{id}/overlap",
  refuses: [409],
  reauthenticated: true,
  product: "account",
  summary: "Let a rotated API key work longer, or end sooner; it works beside the one that took its place",
  allow: peopleCallers,
  params: KeyParams,
  body: OverlapRequest,
  success: { status: 200, body: z.object({ data: ApiKeyDetail }), framed: true },
});

/** Who changes keys. */
export const keyChangers = ["session-jwt", "pat", "external-jwt", "management-key"] as const;

export const updateApiKeyContract = defineContract({
  dashboard: true,
  method: "PATCH",
  path: "/api/v1/api-keys/{id}",
  refuses: [409],
  product: "account",
  summary: "Change or switch off an API key; its secret stays the same",
  // A key that could change keys could widen itself; a management key reaches none of its own kind.
  allow: keyChangers,
  managementScope: "manage:keys:write",
  params: KeyParams,
  body: ApiKeyChange,
  success: { status: 200, body: z.object({ data: ApiKey }), framed: true },
});

export const RevokeRequest = z.strictObject({
  keyId: z.string().min(1).max(200),
  tenantId: z.string().max(200).optional(),
  /** What the key made ends with it; true: also where a rotation has put another key in its place. */
  descendants: z.boolean().default(false),
});
export type RevokeRequest = z.output<typeof RevokeRequest>;

export const revokeApiKeyContract = defineContract({
  method: "POST",
  path: "/api/v1/api-keys/revoke",
  refuses: [404],
  product: "account",
  summary: "Revoke an API key, and with it the keys that were made with it",
  allow: keyCallers,
  body: RevokeRequest,
  success: {
    status: 200,
    body: z.object({
      data: z.object({
        keyId: z.string(),
        revokedAt: Instant,
        /** How many keys that were made with it ended with it. */
        descendantsRevoked: z.number().int(),
      }),
    }),
    framed: true,
  },
});

export const RotateRequest = z.strictObject({
  /** How long the old key still works, in seconds; at most seven days, and never beyond its own expiry. */
  grace_period_seconds: z.number().int().min(0).max(604_800).default(0),
  /** Whether the keys that the old key made end, which otherwise go on with the new one. */
  descendants: z.boolean().optional(),
});
export type RotateRequest = z.output<typeof RotateRequest>;

export const rotateApiKeyContract = defineContract({
  dashboard: true,
  method: "POST",
  path: "/api/v1/api-keys/{id}/rotate",
  reauthenticated: true,
  product: "account",
  summary: "Replace an API key by a new one with the same rights",
  allow: apiV1Callers,
  params: KeyParams,
  body: RotateRequest,
  success: { status: 201, body: CreatedApiKey, framed: true },
});

export const dashboardApiKeyContracts = {
  create: createApiKeyContract,
  list: listApiKeysContract,
  revoke: deleteApiKeyContract,
  update: updateApiKeyContract,
  rotate: rotateApiKeyContract,
  usage: apiKeyUsageContract,
  one: apiKeyContract,
  requests: apiKeyRequestsContract,
  errors: apiKeyErrorsContract,
  endpoints: apiKeyEndpointsContract,
  overlap: extendOverlapContract,
};

/** What is served of them: every row of this feature in the contract table. */
export const contracts: readonly Contract[] = [
  createApiKeyContract,
  listApiKeysContract,
  deleteApiKeyContract,
  updateApiKeyContract,
  revokeApiKeyContract,
  rotateApiKeyContract,
  apiKeyUsageContract,
  apiKeyContract,
  apiKeyRequestsContract,
  apiKeyErrorsContract,
  apiKeyEndpointsContract,
  extendOverlapContract,
];
