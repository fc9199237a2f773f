import { type AnyLimits, isPlanId, limitsOf, type PlanId, type ProductId, productOf } from "./catalogue";
import type { Metadata } from "./metadata";

/** What an organization may call a customer of its own: it stands in headers, so it is visible ASCII without spaces. */
export const externalIdPattern = /^[\x21-\x7e]{1,255}$/;

/** Whether customers use a product: it has keys, and ones that anybody may make. */
export function takesCustomers(product: ProductId): boolean {
  const { keys, instanceAdminOnly } = productOf(product);
  return keys !== undefined && instanceAdminOnly !== true;
}

/** Whose a key is, of an organization's own customers. */
export type KeyCustomer = {
  id: string;
  /** What the organization itself calls them. */
  externalId: string;
  name: string;
  metadata: Metadata;
  /** What the organization set for them: plans, and limits in place of a plan's, by product. */
  plans: Readonly<Record<ProductId, PlanId>>;
  limits: Readonly<Record<ProductId, AnyLimits>>;
};

/**
 * The limits on which a customer's keys count together for a product: those set for them, else their plan's, where null is
 * unlimited. Undefined where nothing was said of the product: then they count with their organization.
 */
export function customerLimits(
  { limits, plans }: Pick<KeyCustomer, "limits" | "plans">,
  product: ProductId,
): AnyLimits | null | undefined {
  const own = limits[product];
  if (own) return own;
  const plan = plans[product];
  // A plan that is gone counts as the cheapest, as an organization's does.
  return plan === undefined ? undefined : limitsOf(product, isPlanId(plan) ? plan : "free");
}
