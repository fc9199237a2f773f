import { z } from "zod";
import { keyStates } from "@/lib/access/key-life";
import { Environment } from "@/lib/generated/prisma/enums";
import { type Contract, defineContract } from "@/lib/http/contract";
import { Credits } from "@/lib/http/credits";
import { nameOf } from "@/lib/http/name";
import { listOf, Page } from "@/lib/http/page";
import { Timestamp } from "@/lib/http/timestamp";

/** A key as its customer sees it in their portal: nothing of who made it, nor of what the organization noted of it. */
export const PortalKey = z.object({
  id: z.string(),
  name: z.string(),
  product: z.string(),
  product_label: z.string(),
  environment: z.enum(Environment),
  scopes: z.array(z.string()),
  roles: z.array(z.string()),
  /** `img_live_abc1…9f3d`. */
  hint: z.string(),
  status: z.enum(keyStates),
  created_at: Timestamp,
  expires_at: Timestamp.nullable(),
  last_used_at: Timestamp.nullable(),
  /** What is left of the key's own; null where it has none. */
  credits: Credits.nullable(),
  /** After a rotation: the key that takes this one's place. */
  replaced_by: z.string().nullable(),
  /** It still lives, and all that took its place has been revoked or has expired. */
  ends_unreplaced: z.boolean(),
});
export type PortalKey = z.output<typeof PortalKey>;

/** The only answer that holds the secret. */
export const CreatedPortalKey = z.object({ data: PortalKey, key: z.string() });
export type CreatedPortalKey = z.output<typeof CreatedPortalKey>;

export const NewPortalKey = z.strictObject({
  name: nameOf(100),
  environment: z.enum(Environment),
  /** Of one product, among those that the portal may give. */
  scopes: z.array(z.string().min(1).max(200)).min(1, "must name at least one scope").max(50),
  expires_in_days: z.number().int().min(1).max(3_650).optional(),
});
export type NewPortalKey = z.output<typeof NewPortalKey>;

export const PortalRotation = z.strictObject({
  /** How long the old key still works, in seconds; at most seven days, and never beyond its own expiry. */
  grace_period_seconds: z.number().int().min(0).max(604_800).default(0),
});
export type PortalRotation = z.output<typeof PortalRotation>;

const shared = { product: "portal", audience: "portal", allow: ["portal-session"], embedded: true } as const;
const ofKeys = { ...shared, portalPart: "keys" } as const;
const path = "/portal/api/keys";
const params = z.object({ id: z.string() });

export const listPortalKeysContract = defineContract({
  ...ofKeys,
  method: "GET",
  path,
  summary: "The customer's API keys, newest first",
  query: Page,
  success: { status: 200, body: listOf(PortalKey) },
});

export const createPortalKeyContract = defineContract({
  ...ofKeys,
  method: "POST",
  path,
  refuses: [409],
  summary: "Create an API key of the customer's; its secret is shown once",
  body: NewPortalKey,
  success: { status: 201, body: CreatedPortalKey, secret: true },
});

export const rotatePortalKeyContract = defineContract({
  ...ofKeys,
  method: "POST",
  path: `${path}/{id}/rotate`,
  refuses: [409],
  summary: "Replace one of the customer's API keys by a new one with the same rights and end",
  params,
  body: PortalRotation,
  success: { status: 201, body: CreatedPortalKey, secret: true },
});

export const revokePortalKeyContract = defineContract({
  ...ofKeys,
  method: "DELETE",
  path: `${path}/{id}`,
  summary: "Revoke one of the customer's API keys",
  params,
  success: { status: 204 },
});

export const PortalUsage = z.object({
  days: z.number().int(),
  total: z.number().int(),
  /** One entry a UTC day, oldest first, days without requests included. */
  daily: z.array(
    z.object({
      date: z.string(),
      requests: z.number().int(),
      errors: z.number().int(),
      rateLimited: z.number().int(),
    }),
  ),
});
export type PortalUsage = z.output<typeof PortalUsage>;

export const portalUsageContract = defineContract({
  ...shared,
  portalPart: "usage",
  method: "GET",
  path: "/portal/api/usage",
  summary: "Requests of the customer's API keys by day, those of ended keys included",
  query: z.object({
    days: z.coerce.number().int().min(1).max(365).default(30),
    /** Of one key alone. */
    key: z.string().min(1).max(200).optional(),
  }),
  refuses: [404],
  success: { status: 200, body: z.object({ data: PortalUsage }) },
});

/** What is served of them: every row of this file in the contract table. */
export const contracts: readonly Contract[] = [
  listPortalKeysContract,
  createPortalKeyContract,
  rotatePortalKeyContract,
  revokePortalKeyContract,
  portalUsageContract,
];
