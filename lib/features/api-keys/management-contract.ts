import { z } from "zod";
import { keyProductIds, managementProduct, productOf, scopeDefinitionsOf } from "@/lib/access/catalogue";
import { keyStates } from "@/lib/access/key-life";
import { AddressRange } from "@/lib/http/address-range";
import { administered, decidedInPerson } from "@/lib/http/administered";
import { catalogueId } from "@/lib/http/catalogue-id";
import { type Contract, defineContract } from "@/lib/http/contract";
import { Leak } from "@/lib/http/leak";
import { nameOf } from "@/lib/http/name";
import { listOf, Page } from "@/lib/http/page";
import { Instant, Timestamp } from "@/lib/http/timestamp";
import { RotateRequest } from "./contract";

/** Credentials of the deployment, with which a company's own backend manages products and customers. */

/** The products that a management key can be made for: all whose keys anybody may make. */
export function manageableProductIds() {
  return keyProductIds().filter((id) => !productOf(id).instanceAdminOnly);
}

const Scope = catalogueId(() => scopeDefinitionsOf(managementProduct).map(({ id }) => id));
const Product = catalogueId(manageableProductIds);

export const NewManagementKey = z.strictObject({
  name: nameOf(100),
  scopes: z.array(Scope).min(1, "must name at least one scope").max(20),
  /** The products that it manages; absent: all, now and later. */
  products: z.array(Product).min(1, "must name at least one product").max(50).optional(),
  /** Without one it lives until it is revoked. */
  expires_in_days: z.number().int().min(1).max(3650).optional(),
  ip_allowlist: z.array(AddressRange).max(50).optional(),
});
export type NewManagementKey = z.output<typeof NewManagementKey>;

const Named = z.object({ id: z.string(), name: z.string() });

/** A management key without its secret. */
export const ManagementKey = z.object({
  id: z.string(),
  name: z.string(),
  /** `lk_mgmt_abc1…9f3d`. */
  hint: z.string(),
  scopes: z.array(z.string()),
  /** Null: all. */
  products: z.array(z.string()).nullable(),
  /** Whose customers and API keys it manages. */
  organization: Named,
  status: z.enum(keyStates),
  /** Where it was found in public, the last time; null: it was not. */
  leak: Leak.nullable(),
  ip_allowlist: z.array(z.string()),
  created_at: Timestamp,
  expires_at: Timestamp.nullable(),
  revoked_at: Instant.nullable(),
  last_used_at: Timestamp.nullable(),
  last_used_ip: z.string().nullable(),
  /** Who made it first; null once their account is gone. */
  created_by: Named.nullable(),
  /** The administrator who made or rotated it, and as one of whose it works. */
  vouched_by: Named.nullable(),
  /** After a rotation: the key that takes this one's place. */
  replaced_by: z.string().nullable(),
  /** It still lives, and all that took its place has been revoked or has expired. */
  ends_unreplaced: z.boolean(),
});
export type ManagementKey = z.output<typeof ManagementKey>;

/** The only answer that holds the secret. */
export const CreatedManagementKey = z.object({ data: ManagementKey, key: z.string() });
export type CreatedManagementKey = z.output<typeof CreatedManagementKey>;

export const ManagementKeyQuery = Page.extend({ status: z.enum(keyStates).optional() });
export type ManagementKeyQuery = z.output<typeof ManagementKeyQuery>;

const path = "/api/v1/management-keys";
const params = z.object({ id: z.string() });
const One = z.object({ data: ManagementKey });

export const listManagementKeysContract = defineContract({
  ...administered,
  dashboard: true,
  method: "GET",
  path,
  summary: "Management keys of the deployment, newest first",
  query: ManagementKeyQuery,
  success: { status: 200, body: listOf(ManagementKey), framed: true },
});

export const createManagementKeyContract = defineContract({
  ...decidedInPerson,
  dashboard: true,
  method: "POST",
  path,
  refuses: [409],
  summary: "Create a management key; for the organization that the administrator acts for, its secret shown once",
  minimumRole: "admin",
  body: NewManagementKey,
  success: { status: 201, body: CreatedManagementKey, framed: true, secret: true },
});

export const managementKeyContract = defineContract({
  ...administered,
  dashboard: true,
  method: "GET",
  path: `${path}/{id}`,
  summary: "One management key, never its secret",
  params,
  success: { status: 200, body: One, framed: true },
});

export const rotateManagementKeyContract = defineContract({
  ...decidedInPerson,
  dashboard: true,
  method: "POST",
  path: `${path}/{id}/rotate`,
  refuses: [409],
  summary: "Replace a management key by a new one with the same rights; that one goes on for the keys that it made",
  params,
  body: RotateRequest.omit({ descendants: true }),
  success: { status: 201, body: CreatedManagementKey, framed: true, secret: true },
});

export const revokeManagementKeyContract = defineContract({
  ...administered,
  dashboard: true,
  method: "DELETE",
  path: `${path}/{id}`,
  summary: "Revoke a management key; the API keys that it made end with it, unless a rotation goes on for it",
  params,
  success: { status: 204 },
});

/** What is served of them: every row of this feature in the contract table. */
export const contracts: readonly Contract[] = [
  listManagementKeysContract,
  createManagementKeyContract,
  managementKeyContract,
  rotateManagementKeyContract,
  revokeManagementKeyContract,
];
