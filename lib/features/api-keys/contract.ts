import { z } from "zod";
import { isScopeId, keyProductIds, scopeIds } from "@/lib/access/catalogue";
import { keyStates } from "@/lib/access/key-life";
import { WindowList } from "@/lib/access/window-entry";
import { Environment } from "@/lib/generated/prisma/enums";
import { AddressRange } from "@/lib/http/address-range";
import { catalogueId } from "@/lib/http/catalogue-id";
import { apiV1Callers, type Contract, defineContract, keyCallers } from "@/lib/http/contract";
import { Credits, CreditsChange, NewCredits } from "@/lib/http/credits";
import { ExternalId } from "@/lib/http/external-id";
import { Leak } from "@/lib/http/leak";
import { Metadata } from "@/lib/http/metadata";
import { Moment } from "@/lib/http/moment";
import { nameOf } from "@/lib/http/name";
import { Page, sortedPage } from "@/lib/http/page";
import { RecentRequestList, RecentRequestQuery, RefusalList, RefusalQuery } from "@/lib/http/recent-request";
import { Instant, Timestamp } from "@/lib/http/timestamp";
import { isOriginPattern } from "@/lib/platform/origin";

const Product = catalogueId(keyProductIds);
const KeyName = nameOf(100);
/** Where a scope has resources, all of them (`images:read:*`) or single ones (`images:read:summer`). */
const Scopes = z.array(catalogueId(scopeIds, isScopeId)).min(1, "must name at least one scope").max(50);
/** Named sets of the product's scopes, which the catalogue may change later. */
const Roles = z.array(z.string().max(40)).max(20);
/** The longest life of a key, days. */
export const maximumKeyDays = 3_650;
const ExpiryDays = z.number().int().min(1).max(maximumKeyDays);
const Description = z.string().max(500);
/** What keys are grouped by, and lists narrowed to. */
const Tag = z.string().regex(/^[\p{L}\p{N}._:/-]{1,50}$/u, "must be 1 to 50 letters, digits and . _ : / -");
const Tags = z.array(Tag).max(20);
const Origins = z
  .array(
    z
      .string()
      .max(300)
      .refine(isOriginPattern, "must be an origin such as https://app.example.com or https://*.example.com"),
  )
  .max(50);
/** Requests per minute of this key alone, stricter than the plan's. */
const RateLimit = z.number().int().min(1).max(1_000_000);

export const NewApiKey = z.strictObject({
  name: KeyName,
  /** A template of the organization, by its identifier or name: it says what is not said here. */
  template: z.string().min(1).max(200).optional(),
  environment: z.enum(Environment).optional(),
  scopes: Scopes.optional(),
  /** With `product`, or with scopes of it. */
  roles: Roles.optional(),
  product: Product.optional(),
  expires_in_days: ExpiryDays.optional(),
  ip_allowlist: z.array(AddressRange).max(50).optional(),
  rate_limit: RateLimit.optional(),
  /** Windows of its own, of any length, beside those of its plan; all keys of its rotations count on them together. */
  windows: WindowList.optional(),
  /** How many requests it may make; it shares them with the keys that it makes. */
  credits: NewCredits.optional(),
  description: Description.optional(),
  tags: Tags.optional(),
  /** A JSON object of the organization's own, which who verifies the key is told. */
  metadata: Metadata.optional(),
  /** False: it is made switched off. */
  enabled: z.boolean().optional(),
  /** From when on it counts; at once where absent or over. */
  not_before: Moment.optional(),
  /** When it ends, in place of `expires_in_days`; a rotation keeps this end. */
  expires_at: Moment.optional(),
  /** Origins of pages that may use it, by the request's Origin header; a request without one is refused then. */
  allowed_origins: Origins.optional(),
  /** Whose key it is, of the organization's customers: either our identifier or the organization's own. It needs scopes. */
  customer_id: z.string().min(1).max(200).optional(),
  external_id: ExternalId.optional(),
  /** Where given, the caller's own organization. */
  tenantId: z.string().max(200).optional(),
});
export type NewApiKey = z.output<typeof NewApiKey>;

/** How many live keys an organization may have in one environment. */
export const maxLiveKeys = 10_000;

/** A window in one line, as people read and type it: `hourly 500/1h`, or `rolling 20/10s sliding`. */
export function windowLine({ name, limit, per, sliding }: ApiKey["windows"][number]): string {
  return `${name} ${limit}/${per}${sliding ? " sliding" : ""}`;
}

/** What can be done with a key besides seeing it in the list. */
export const keyPowers = ["usage", "update", "rotate", "revoke"] as const;
export type KeyPower = (typeof keyPowers)[number];

/** A key without its secret. */
export const ApiKey = z.object({
  id: z.string(),
  /** The same as `id` (document 002's name for it). */
  keyId: z.string(),
  tenantId: z.string(),
  name: z.string(),
  product: Product,
  environment: z.enum(Environment),
  /** What it was given by name; its roles come on top. */
  scopes: z.array(z.string()),
  roles: z.array(z.string()),
  /** The prefix and the next six characters. */
  keyPrefix: z.string(),
  /** `hb_prod_abc1…9f3d`. */
  hint: z.string(),
  status: z.enum(keyStates),
  createdAt: Instant,
  expiresAt: Instant.nullable(),
  lastUsedAt: Instant.nullable(),
  lastUsedIp: z.string().nullable(),
  revokedAt: Instant.nullable(),
  /** When the organization's policy stops it, because it lives longer than that allows; null: it does not. */
  policyEndsAt: Instant.nullable(),
  /** Where it was found in public, the last time; null: it was not. */
  leak: Leak.nullable(),
  ipAllowlist: z.array(z.string()),
  description: z.string(),
  tags: z.array(z.string()),
  metadata: z.record(z.string(), z.unknown()),
  /** False: switched off, and refused until it is switched on again. */
  enabled: z.boolean(),
  /** From when on it counts; null: it does. */
  notBefore: Instant.nullable(),
  allowedOrigins: z.array(z.string()),
  rateLimit: z.number().int().nullable(),
  /** Windows of its own, beside the limit by the minute. */
  windows: WindowList,
  /** Null: they are not counted. */
  credits: Credits.nullable(),
  /** After a rotation: the key that takes this one's place. */
  replacedBy: z.string().nullable(),
  /** Who made it; null for a key made by a key, and where its maker has left the organization. */
  createdBy: z.object({ id: z.string(), name: z.string() }).nullable(),
  /** The key that made it, or that rotated the key whose place it takes: it ends with that one's line. Null for a key made otherwise. */
  createdByKey: z.object({ id: z.string(), name: z.string() }).nullable(),
  /** The personal access token that did: it ends with it. */
  createdByToken: z.object({ id: z.string(), name: z.string() }).nullable(),
  /** Whose key it is, of the organization's customers. */
  customer: z.object({ id: z.string(), external_id: z.string(), name: z.string() }).nullable(),
  /** Trusted services: the administrator of the deployment who made or rotated the key, and as one of whose it works. */
  vouchedBy: z.object({ id: z.string(), name: z.string() }).nullable(),
  /** Document 004's form of the key, whose identifier every endpoint takes too. */
  api_key: z.object({
    id: z.uuid(),
    name: z.string(),
    key_prefix: z.string(),
    created_at: Timestamp,
    last_used_at: Timestamp.nullable(),
    expires_at: Timestamp.nullable(),
  }),
  /** What the caller may do with it: members with the keys that they made, admins with all. */
  youMay: z.array(z.enum(keyPowers)),
});
export type ApiKey = z.output<typeof ApiKey>;

/** Both documented shapes of a new key in one body; the only answer that holds the secret. */
export const CreatedApiKey = z.object({
  data: ApiKey.extend({ plainKey: z.string() }),
  api_key: ApiKey.shape.api_key,
  key: z.string(),
});
export type CreatedApiKey = z.output<typeof CreatedApiKey>;

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
  /** Part of the name, the beginning of the key, or an identifier. */
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

export const ApiKeyList = z.object({ data: z.array(ListedApiKey), next_cursor: z.string().nullable() });
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

/** Either identifier: `key_…`, or the UUID of document 004. */
const KeyParams = z.object({ id: z.string() });

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

/** A key with what belongs to its rotations. */
export const ApiKeyDetail = ApiKey.extend({
  /** When another key took its place; null: not yet, or before that was noted. */
  rotatedAt: Instant.nullable(),
  /** The expiry that it had before the rotation, which no overlap goes past. */
  expiresBeforeRotation: Instant.nullable(),
  /** The key whose place this one took. */
  replaces: z
    .object({
      id: z.string(),
      hint: z.string(),
      works: z.boolean(),
      expiresAt: Instant.nullable(),
      lastUsedAt: Instant.nullable(),
    })
    .nullable(),
});
export type ApiKeyDetail = z.output<typeof ApiKeyDetail>;

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

/** People, and what acts as them: addresses and agents are personal data. */
const peopleCallers = ["session-jwt", "pat", "external-jwt"] as const;

export const apiKeyRequestsContract = defineContract({
  dashboard: true,
  method: "GET",
  path: "/api/v1/api-keys/{id}/requests",
  product: "account",
  summary: "The last requests of one API key: at most 200 of the last 7 days, newest first",
  allow: peopleCallers,
  params: KeyParams,
  query: RecentRequestQuery,
  success: { status: 200, body: RecentRequestList, framed: true },
});

export const apiKeyErrorsContract = defineContract({
  dashboard: true,
  method: "GET",
  path: "/api/v1/api-keys/{id}/errors",
  product: "account",
  summary: "What requests of one API key were refused for, how often, and what to do",
  allow: peopleCallers,
  params: KeyParams,
  query: RefusalQuery,
  success: { status: 200, body: RefusalList, framed: true },
});

export const apiKeyEndpointsContract = defineContract({
  dashboard: true,
  method: "GET",
  path: "/api/v1/api-keys/{id}/endpoints",
  product: "account",
  summary: "The endpoints that one API key opens now, by its scopes, its maker, the plan and the policy",
  allow: peopleCallers,
  params: KeyParams,
  success: {
    status: 200,
    body: z.object({
      data: z.object({
        endpoints: z.array(z.object({ method: z.string(), path: z.string(), summary: z.string() })),
        /** Why the key opens nothing at all; null where it works. */
        stopped: z.string().nullable(),
      }),
    }),
    framed: true,
  },
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
  summary: "Let a rotated API key work longer, or end sooner, beside the one that took its place",
  allow: peopleCallers,
  params: KeyParams,
  body: OverlapRequest,
  success: { status: 200, body: z.object({ data: ApiKeyDetail }), framed: true },
});

export const ApiKeyChange = z
  .strictObject({
    name: KeyName.optional(),
    /** Of the key's own product; a key without scopes gets none. */
    scopes: Scopes.optional(),
    /** In place of all that it had; a key keeps a scope or a role at least. */
    roles: Roles.optional(),
    /** From now; null for a key that never expires. */
    expires_in_days: ExpiryDays.nullable().optional(),
    ip_allowlist: z.array(AddressRange).max(50).optional(),
    /** Null: the plan's alone. */
    rate_limit: RateLimit.nullable().optional(),
    /** In place of all that it had; one of the same length and kind keeps what was counted. */
    windows: WindowList.optional(),
    /** Null: they are counted no more. */
    credits: CreditsChange.nullable().optional(),
    description: Description.optional(),
    tags: Tags.optional(),
    /** In place of all that there was. */
    metadata: Metadata.optional(),
    enabled: z.boolean().optional(),
    /** Null: it counts at once. */
    not_before: Moment.nullable().optional(),
    /** In place of `expires_in_days`; null for a key that never expires. */
    expires_at: Moment.nullable().optional(),
    allowed_origins: Origins.optional(),
  })
  .refine((change) => Object.keys(change).length > 0, "names nothing to change");
export type ApiKeyChange = z.output<typeof ApiKeyChange>;

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

export const ApiKeyUsageQuery = z.object({
  keyId: z.string().min(1).max(200),
  days: z.coerce.number().int().min(1).max(365).default(30),
  tenantId: z.string().max(200).optional(),
});
export type ApiKeyUsageQuery = z.output<typeof ApiKeyUsageQuery>;

export const ApiKeyUsage = z.object({
  data: z.object({
    keyId: z.string(),
    days: z.number().int(),
    totalRequests: z.number().int(),
    /** One entry a UTC day, oldest first, days without requests included. */
    daily: z.array(
      z.object({
        date: z.string(),
        requests: z.number().int(),
        errors: z.number().int(),
        rateLimited: z.number().int(),
      }),
    ),
    lastUsedAt: Instant.nullable(),
  }),
});
export type ApiKeyUsage = z.output<typeof ApiKeyUsage>;

export const apiKeyUsageContract = defineContract({
  dashboard: true,
  method: "GET",
  path: "/api/v1/api-keys/usage",
  refuses: [404],
  product: "account",
  summary: "Requests of one API key by day",
  allow: keyCallers,
  query: ApiKeyUsageQuery,
  success: { status: 200, body: ApiKeyUsage, framed: true },
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
