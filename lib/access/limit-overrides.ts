import { z } from "zod";
import { isProductId } from "./catalogue";
import { Concurrency } from "./limit-count";
import type { LimitOverrides } from "./principal";

const count = z.number().int().min(1).max(1_000_000_000);

/** Limits as an instance admin may set them for one organization; all counts but calls at once are requests. */
export const OverriddenLimits = z.strictObject({
  perMinute: count,
  burst: count,
  perDay: count.optional(),
  perMonth: count.optional(),
  concurrency: Concurrency.optional(),
});

/** Reads what is stored for an organization: null when nothing is; a product or limit that cannot be read counts as the plan's. */
export function readLimitOverrides(stored: unknown): LimitOverrides | null {
  if (typeof stored !== "object" || stored === null) return null;
  const overrides: LimitOverrides = {};
  for (const [product, limits] of Object.entries(stored)) {
    const parsed = OverriddenLimits.safeParse(limits);
    if (isProductId(product) && parsed.success) overrides[product] = withoutAbsent(parsed.data);
  }
  return Object.keys(overrides).length > 0 ? overrides : null;
}

function withoutAbsent({ perMinute, burst, perDay, perMonth, concurrency }: z.output<typeof OverriddenLimits>) {
  return {
    perMinute,
    burst,
    ...(perDay === undefined ? {} : { perDay }),
    ...(perMonth === undefined ? {} : { perMonth }),
    ...(concurrency === undefined ? {} : { concurrency }),
  };
}
