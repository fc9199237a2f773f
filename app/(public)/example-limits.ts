import "server-only";
import { cheapestPlan, limitsOf, type ProductId } from "@/lib/access/catalogue";
import { decideOn, freshState } from "@/lib/access/limit-windows";
import { bucketsWith } from "@/lib/access/limiter";
import { limitHeaders } from "@/lib/http/limit-headers";

const nowMs = Date.UTC(2026, 10, 22, 9, 14, 20);

/**
 * The limit headers of a request to a product on the cheapest plan, decided by the code that decides on real ones. It
 * is the first request of the minute, or the first that the limits refuse. Null where the product is unlimited.
 */
export function exampleLimitHeaders(product: ProductId, outcome: "accepted" | "refused"): [string, string][] | null {
  const limits = limitsOf(product, cheapestPlan().id);
  if (!limits) return null;
  const buckets = bucketsWith({ subject: "org:example", product, environment: "production" }, limits);
  const states = buckets.map((bucket) => freshState(bucket, nowMs));
  const decide = () => decideOn(buckets, states, nowMs, 1, true);
  let decision = decide();
  while (outcome === "refused" && decision.allowed) decision = decide();
  return Object.entries(limitHeaders(decision, product));
}
