import "server-only";
import { countingAddress } from "@/lib/access/address";
import { limitsOf, type ProductId, productOf } from "@/lib/access/catalogue";
import type { CredentialRecord } from "@/lib/access/credential-record";
import type { LimitBucket } from "@/lib/access/limiter";
import { limitsFor } from "@/lib/access/principal";

/** Whose counters a request is counted on: the tenant's, session's or address's, and those of a key and its makers where they have limits of their own. */
export function bucketsOf(product: ProductId, record: CredentialRecord | null, address: string | null): LimitBucket[] {
  const buckets: LimitBucket[] = [];
  const limits = record ? limitsFor(record.principal, product) : limitsOf(product, "free");
  const environment = record?.principal.environment ?? "production";
  if (limits) buckets.push({ subject: subjectOf(product, record, address), product, environment, limits });
  buckets.push(...(record?.keyLimits ?? []));
  return buckets;
}

function subjectOf(product: ProductId, record: CredentialRecord | null, address: string | null): string {
  const { counts } = productOf(product);
  if (!record || counts === "address") return `ip:${countingAddress(address)}`;
  return counts === "session" ? `session:${record.principal.credentialId}` : `org:${record.principal.organizationId}`;
}
