import type { AnyLimits, ProductDefinition } from "@/access.config";

/** What a caller is counted on; `apart` where their kind of credential has limits and counters of its own. */
export type FoundLimits = { limits: AnyLimits | null; apart: boolean };

type Limits = Pick<ProductDefinition, "limits" | "limitsByCredential">;
type ByPlan = ReadonlyMap<string, AnyLimits | null>;

/**
 * The limits of one product by plan and kind of credential, null where it is unlimited. A plan that a table does not name
 * takes the nearest cheaper one's (contract section 1); `planIds` come cheapest first.
 */
export function createLimitTable({ limits, limitsByCredential = {} }: Limits, planIds: readonly string[]) {
  const ofAll = resolve(limits, planIds);
  const ofKinds = new Map(Object.entries(limitsByCredential).map(([kind, own = {}]) => [kind, resolve(own, planIds)]));
  return (plan: string, kind?: string): FoundLimits => {
    const own = kind === undefined ? null : (ofKinds.get(kind)?.get(plan) ?? null);
    return own ? { limits: own, apart: true } : { limits: ofAll.get(plan) ?? null, apart: false };
  };
}

function resolve(limits: ProductDefinition["limits"], planIds: readonly string[]): ByPlan {
  const resolved = new Map<string, AnyLimits | null>();
  let nearest: AnyLimits | null = null;
  for (const plan of planIds) {
    nearest = limits[plan] ?? nearest;
    resolved.set(plan, nearest);
  }
  return resolved;
}
