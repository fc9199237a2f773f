import "server-only";
import { countingAddress } from "@/lib/access/address";
import { findLimits, type ProductId, productOf } from "@/lib/access/catalogue";
import type { CredentialRecord } from "@/lib/access/credential-record";
import { creditBuckets } from "@/lib/access/credits";
import { customerLimits, takesCustomers } from "@/lib/access/customer";
import { bucketsWith, type LimitBucket } from "@/lib/access/limiter";
import { customerBuckets, findLimitsFor, type Principal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";

type Counted = Pick<CredentialRecord, "principal" | "keyLimits" | "credits" | "budgets">;

/**
 * Whose counters a request is counted on: the tenant's, its customer's in its place, session's or address's. Those of a key and its makers count
 * too, where they have limits of their own, and so do credits and the budgets of the product.
 */
export function bucketsOf(product: ProductId, record: Counted | null, address: string | null): LimitBucket[] {
  const buckets = limitBucketsOf(product, record, address);
  if (record?.credits) buckets.push(...creditBuckets(creditsFor(product, record), product, runtime().clock.now()));
  return buckets;
}

/** A member's own account costs nothing of the customer's for whom they act. */
function creditsFor(product: ProductId, { principal, credits = [] }: Counted) {
  if (principal.userId === null || takesCustomers(product)) return credits;
  return credits.filter((held) => held.of !== "customer");
}

function limitBucketsOf(product: ProductId, record: Counted | null, address: string | null): LimitBucket[] {
  const buckets: LimitBucket[] = [];
  const shared =
    record && productOf(product).counts === "organization" ? customerBuckets(record.principal, product) : null;
  const budgets = record?.budgets?.filter((bucket) => bucket.product === product) ?? [];
  if (shared !== null) return [...shared, ...(record?.keyLimits ?? []), ...budgets];
  const { limits, apart } = record ? findLimitsFor(record.principal, product) : findLimits(product, "free");
  const principal = record?.principal ?? null;
  const environment = principal?.environment ?? "production";
  if (limits) {
    const subject = bucketSubject(product, principal, address, apart);
    buckets.push(...bucketsWith({ subject, product, environment }, limits));
  }
  buckets.push(...(record?.keyLimits ?? []), ...budgets);
  return buckets;
}

/** How many calls of somebody may run at once, and under which name they are held together. */
export type CallsAtOnce = { identifier: string; limit: number };

/**
 * What bounds a credential's calls at once on a product: its customer's limits, else its organization's, exactly as its windows are
 * counted. Null where nothing does.
 */
export function callsAtOnce(product: ProductId, principal: Principal): CallsAtOnce | null {
  if (productOf(product).counts !== "organization") return null;
  const { customer, environment } = principal;
  const own = customer && customerLimits(customer, product);
  const { limits, apart } = own === undefined ? findLimitsFor(principal, product) : { limits: own, apart: false };
  if (limits?.concurrency === undefined) return null;
  const subject = own === undefined ? bucketSubject(product, principal, null, apart) : `customer:${customer?.id ?? ""}`;
  return { identifier: `${subject} ${product} ${environment}`, limit: limits.concurrency };
}

/** The name of a request's main counters; a kind of credential that is counted apart has some of its own. */
export function bucketSubject(
  product: ProductId,
  principal: Pick<Principal, "kind" | "credentialId" | "organizationId"> | null,
  address: string | null,
  apart: boolean,
): string {
  const { counts } = productOf(product);
  if (!principal || counts === "address") return `ip:${countingAddress(address)}`;
  if (counts === "session") return `session:${principal.credentialId}`;
  return `org:${principal.organizationId}${apart ? `/${principal.kind}` : ""}`;
}
