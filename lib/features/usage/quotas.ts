import "server-only";
import { countedProductIds, type Environment, type ProductId, planOf, productOf } from "@/lib/access/catalogue";
import { bucketsWith, type LimitBucket } from "@/lib/access/limiter";
import { limitsFor, type Principal, type UserPrincipal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import { slotsHeld } from "@/lib/access/slot-leases";
import { callsAtOnce } from "@/lib/http/request-buckets";
import type { Quota, QuotaWindow } from "./contract";

/** The organization's limits in every product and what is used of them now, from the limiter's own counters. */
export async function getQuotas(principal: UserPrincipal): Promise<{ plan: string; quotas: Quota[] }> {
  const counted = countedProductIds();
  const quotas = await Promise.all(
    counted.flatMap((product) =>
      environmentsOf(product).map((environment) => readQuota(principal, product, environment)),
    ),
  );
  return { plan: planOf(principal.plan).label, quotas: quotas.filter((quota) => quota !== null) };
}

/** The environments that keys of a product can be of. */
export function environmentsOf(product: ProductId): Environment[] {
  return productOf(product).keys?.development ? ["production", "development"] : ["production"];
}

async function readQuota(
  principal: UserPrincipal,
  product: ProductId,
  environment: Environment,
): Promise<Quota | null> {
  const limits = limitsFor(principal, product);
  if (!limits) return null;
  const owner = { subject: `org:${principal.organizationId}`, product, environment };
  // What is told is the organization's own, also to a member of a customer.
  const organization: UserPrincipal = { ...principal };
  delete organization.customer;
  const [windows, concurrency] = await Promise.all([
    readWindows(bucketsWith(owner, limits)),
    readCallsAtOnce(organization, product, environment),
  ]);
  const { label } = productOf(product);
  return { product, label, environment, burst: limits.burst ?? null, windows, concurrency };
}

/** How many of the calls that may run at once hold a slot now; null where they are not limited, which costs no query. */
export async function readCallsAtOnce(
  principal: Principal,
  product: ProductId,
  environment: Environment,
): Promise<Quota["concurrency"]> {
  const calls = callsAtOnce(product, { ...principal, environment });
  if (calls === null) return null;
  const { identifier, limit } = calls;
  const held = await slotsHeld(principal.organizationId, [identifier]);
  return { limit, held: held.get(identifier) ?? 0 };
}

/** What is used now of every window of some counters but the burst, which tells of a moment only. */
export async function readWindows(buckets: readonly LimitBucket[]): Promise<QuotaWindow[]> {
  if (buckets.length === 0) return [];
  const { windows } = await runtime().limiter.peek(buckets);
  return windows.flatMap(({ name, limit, used, resetAtMs }) =>
    name === "burst" ? [] : [{ name, limit, used, resetsAt: new Date(resetAtMs).toISOString() }],
  );
}
