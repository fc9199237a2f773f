import "server-only";
import type { PlanId } from "@/lib/access/catalogue";
import { ApiError } from "@/lib/http/api-error";
import { operator } from "@/lib/tenancy/events";
import { changePlan } from "@/lib/tenancy/plan-change";

/** Puts an organization on a plan; its limits count from the next request, in every process. 404 for an unknown organization. */
export async function setPlan(organizationId: string, plan: PlanId): Promise<void> {
  const outcome = await changePlan(organizationId, { plan }, operator);
  if (outcome === "no-organization") throw new ApiError("not_found", "There is no such organization");
}
