import { z } from "zod";
import { isScopeId, keyProductIds, scopeIds } from "@/lib/access/catalogue";
import { keyStates } from "@/lib/access/key-life";
import { WindowList } from "@/lib/access/window-entry";
import { Environment } from "@/lib/generated/prisma/enums";
import { AddressRange } from "@/lib/http/address-range";
import { catalogueId } from "@/lib/http/catalogue-id";
import { Credits, CreditsChange, NewCredits } from "@/lib/http/credits";
import { ExternalId } from "@/lib/http/external-id";
import { Leak } from "@/lib/http/leak";
import { Metadata } from "@/lib/http/metadata";
import { Moment } from "@/lib/http/moment";
import { nameOf } from "@/lib/http/name";
import { Instant, Timestamp } from "@/lib/http/timestamp";
import { isOriginPattern } from "@/lib/platform/origin";

export const Product = catalogueId(keyProductIds);
const KeyName = nameOf(100);
/** Where a scope has resources, all of them (`images:read:*`) or single ones (`images:read:summer`). */
const Scopes = z.array(catalogueId(scopeIds, isScopeId)).min(1, "must name at least one scope").max(50);
/** Named sets of the product's scopes, which the catalogue may change later. */
const Roles = z.array(z.string().max(40)).max(20);
/** How many keys one request names. The list of keys needs it, and not yet the contracts of what is done to many. */
export const mostBulkKeys = 1_000;
/** The longest life of a key, days. */
export const maximumKeyDays = 3_650;
const ExpiryDays = z.number().int().min(1).max(maximumKeyDays);
const Description = z.string().max(500);
/** What keys are grouped by, and lists narrowed to. */
export const Tag = z.string().regex(/^[\p{L}\p{N}._:/-]{1,50}$/u, "must be 1 to 50 letters, digits and . _ : / -");
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
  /** It still lives, and all that took its place has been revoked or has expired: nothing goes on after it. */
  endsUnreplaced: z.boolean(),
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
