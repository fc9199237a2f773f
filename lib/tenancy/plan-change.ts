import "server-only";
import { isPlanId, type PlanId, type ProductId } from "@/lib/access/catalogue";
import { readLimitOverrides } from "@/lib/access/limit-overrides";
import type { LimitOverrides } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import type { PrismaSession } from "@/lib/platform/database";
import { recordEvent } from "./events";

/** Plans whose limits can be set for one organization (contract section 1). */
export function allowsOverrides(plan: PlanId): boolean {
  return plan === "enterprise";
}

/** What is to change: a plan, and limits by product, of which null goes back to the plan's. */
export type PlanChange = { plan?: PlanId; limits?: { readonly [P in ProductId]?: LimitOverrides[P] | null } };

export type PlanChangeOutcome = "changed" | "unchanged" | "no-organization" | "no-overrides-on-plan";

/**
 * Puts an organization on a plan or gives it limits of its own; both count from the next request in every process. A plan
 * that takes no limits of its own drops them. `actorId` is the instance admin, or `operator` for a command; `holdActor` may
 * refuse the change once the organization is held.
 */
export async function changePlan(
  organizationId: string,
  change: PlanChange,
  actorId: string,
  holdActor?: (tx: PrismaSession) => Promise<void>,
): Promise<PlanChangeOutcome> {
  return runtime().changes.commit<PlanChangeOutcome>(async (tx) => {
    const nothing = (result: PlanChangeOutcome) => ({ result, subjects: [] });
    // One change after the other: two admins who each set one product's limits keep both.
    await tx.$queryRaw`SELECT id FROM organizations WHERE id = ${organizationId} FOR UPDATE`;
    const before = await tx.organization.findUnique({ where: { id: organizationId } });
    if (!before) return nothing("no-organization");
    await holdActor?.(tx);
    const plan = change.plan ?? (isPlanId(before.plan) ? before.plan : "free");
    const held = merged(readLimitOverrides(before.limitOverrides));
    const limits = allowsOverrides(plan) ? merged(held, change.limits) : null;
    const wantsLimits = Object.values(change.limits ?? {}).some((wanted) => wanted !== null);
    if (wantsLimits && !allowsOverrides(plan)) return nothing("no-overrides-on-plan");
    if (plan === before.plan && JSON.stringify(limits) === JSON.stringify(held)) return nothing("unchanged");
    const stored = limits && JSON.stringify(limits);
    await tx.$executeRaw`UPDATE organizations SET plan = ${plan}, limit_overrides = ${stored}::jsonb WHERE id = ${organizationId}`;
    await recordEvent(tx, {
      type: "plan.changed",
      organizationId,
      environment: "production",
      actorId,
      subjectId: organizationId,
      data: { plan, previous_plan: before.plan, limits: limits ?? null, previous_limits: held ?? null },
    });
    return { result: "changed", subjects: [`org:${organizationId}`] };
  });
}

function merged(held: LimitOverrides | null, wanted: PlanChange["limits"] = {}): LimitOverrides | null {
  const all = Object.entries({ ...held, ...wanted }).filter(([, limits]) => limits);
  // In one order, so that the same limits always read the same; nothing is left to be stored as an empty object.
  return all.length > 0 ? readLimitOverrides(Object.fromEntries(all.sort(([a], [b]) => a.localeCompare(b)))) : null;
}
