import "server-only";
import { type Environment, isPlanId, isProductId, type ProductId, planOf, productOf } from "@/lib/access/catalogue";
import { customerLimits } from "@/lib/access/customer";
import { customerBuckets, type PortalPrincipal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import { creditViews } from "@/lib/http/credits-view";
import type { PortalLimit, PortalLimits } from "./portal-contract";
import { environmentsOf, readCallsAtOnce, readWindows } from "./quotas";

/**
 * The customer's plan or own limits for each product of which something was said, and what their keys used of them,
 * from the limiter's own counters. Also what is left of their credits. Where they count with the organization nothing
 * is told: what it has left is its own affair.
 */
export async function listPortalLimits(principal: PortalPrincipal): Promise<PortalLimits> {
  const { customer, portal } = principal;
  const named = [...new Set([...Object.keys(customer.plans), ...Object.keys(customer.limits)])].toSorted();
  const shown = named.filter((id) => isProductId(id) && productOf(id).keys && (portal.products?.includes(id) ?? true));
  const limits = shown.flatMap((product) =>
    environmentsOf(product).map((environment) => readLimit(principal, product, environment)),
  );
  const { database, clock } = runtime();
  const holder = { holder: customer.id, environment: "production" } as const;
  const credits = await creditViews(database.prisma, "customer", [holder], clock.now());
  return { data: await Promise.all(limits), credits: credits.get(customer.id) ?? null };
}

async function readLimit(
  principal: PortalPrincipal,
  product: ProductId,
  environment: Environment,
): Promise<PortalLimit> {
  const { customer } = principal;
  const plan = customer.limits[product] ? undefined : customer.plans[product];
  const buckets = customerBuckets({ customer, environment }, product) ?? [];
  return {
    product,
    label: productOf(product).label,
    plan: plan === undefined ? null : planOf(isPlanId(plan) ? plan : "free").label,
    environment,
    burst: customerLimits(customer, product)?.burst ?? null,
    windows: await readWindows(buckets),
    concurrency: await readCallsAtOnce(principal, product, environment),
  };
}
