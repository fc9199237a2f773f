import { z } from "zod";
import { Concurrency } from "@/lib/access/limit-count";
import { Identifier } from "@/lib/access/limit-namespace";
import { seenBy, servedBy } from "@/lib/http/administered";
import { type Contract, defineContract } from "@/lib/http/contract";
import { listOf } from "@/lib/http/page";
import { Timestamp } from "@/lib/http/timestamp";
import { NamespaceParams, OfIdentifier, onePath } from "./contract";

const ttl = z.number().int().min(1).max(86_400).default(60);

/** Slots that an identifier holds. */
export const Lease = z.object({
  id: z.string(),
  identifier: z.string(),
  slots: z.number().int(),
  created_at: Timestamp,
  /** When they are free unless the lease is renewed before; by the database's clock. */
  expires_at: Timestamp,
});
export type Lease = z.output<typeof Lease>;

export const Acquire = z.strictObject({
  identifier: Identifier,
  slots: Concurrency.default(1),
  /** How long they are held where they are neither renewed nor released. */
  ttl_seconds: ttl,
});
export type Acquire = z.output<typeof Acquire>;

export const Renew = z.strictObject({ ttl_seconds: ttl });
export type Renew = z.output<typeof Renew>;

/** What asking for slots came to. */
export const LeaseVerdict = z.object({
  allowed: z.boolean(),
  identifier: z.string(),
  /** Null where there was no room. */
  lease: Lease.nullable(),
  /** How many slots the identifier may hold at once, and how many it holds after this decision. */
  limit: z.number().int(),
  held: z.number().int(),
  /** Whole seconds after which there is room if nothing is renewed; null where there was, or never is. */
  retry_after: z.number().int().nullable(),
});
export type LeaseVerdict = z.output<typeof LeaseVerdict>;

const seen = { ...seenBy("manage:limits:read"), dashboard: true } as const;
const taken = { ...servedBy("manage:limits:take", "service:limits:take"), dashboard: true, product: "tunnel" } as const;
const path = `${onePath}/leases`;
const params = NamespaceParams.extend({ id: z.string() });

export const acquireContract = defineContract({
  ...taken,
  leavesResource: true,
  method: "POST",
  creates: true,
  path,
  refuses: [409],
  summary: "Hold slots of an identifier until they are released or expire; only if it then holds no more than it may",
  params: NamespaceParams,
  body: Acquire,
  success: { status: 200, body: z.object({ data: LeaseVerdict }), framed: true },
});

export const renewContract = defineContract({
  ...taken,
  method: "POST",
  path: `${path}/{id}/renew`,
  summary: "Hold slots for longer; not those of a lease that has expired",
  params,
  body: Renew,
  success: { status: 200, body: z.object({ data: Lease }), framed: true },
});

export const releaseContract = defineContract({
  ...taken,
  method: "DELETE",
  path: `${path}/{id}`,
  summary: "Release the slots of a lease",
  params,
  success: { status: 204 },
});

export const listLeasesContract = defineContract({
  ...seen,
  method: "GET",
  path,
  summary: "Leases that are held now, newest first; of all identifiers or of one",
  params: NamespaceParams,
  query: OfIdentifier,
  success: { status: 200, body: listOf(Lease), framed: true },
});

/** What is served of them: every row of leases in the contract table. */
export const contracts: readonly Contract[] = [acquireContract, renewContract, releaseContract, listLeasesContract];
