import "server-only";
import { type ProductId, productOfPath } from "@/lib/access/catalogue";
import type { CredentialRecord } from "@/lib/access/credential-record";
import type { LimitDecision } from "@/lib/access/limiter";
import { runtime } from "@/lib/access/runtime";
import type { ContractIndex, Match } from "./contract-index";
import { limitHeaders } from "./limit-headers";
import { bucketsOf } from "./request-buckets";

/** The product whose limits an answer describes: the endpoint's, also for a method that it does not have, else the path's. */
export function productOfMatch(match: Match, path: string): ProductId {
  if (match.found === "contract") return match.contract.product;
  const sibling = match.found === "other-methods" ? match.contracts[0] : undefined;
  return sibling?.product ?? productOfPath(path);
}

/**
 * A product's limits as they stand for a caller whose credential is in memory, else for their address; costs no query and
 * counts nothing.
 */
export function standingLimits(
  product: ProductId,
  address: string | null,
  record: CredentialRecord | null = null,
): LimitDecision | null {
  const buckets = bucketsOf(product, record, address);
  if (buckets.length === 0) return null;
  const { atMs, windows } = runtime().limiter.glance(buckets);
  // Not counted and not denied by them: a description must not say when to retry.
  return { allowed: true, atMs, windows };
}

/** The limit headers of what is refused before anybody looked for its endpoint; none where nothing is limited. */
export function standingLimitHeaders(
  index: ContractIndex,
  { method, path, address }: { method: string; path: string; address: string | null },
): Record<string, string> {
  const product = productOfMatch(index.match(method, path), path);
  const limits = standingLimits(product, address);
  return limits ? limitHeaders(limits, product) : {};
}
