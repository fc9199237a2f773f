import "server-only";
import type { PlanId } from "@/lib/access/catalogue";
import { runtime } from "@/lib/access/runtime";
import { ApiError } from "@/lib/http/api-error";

/** Puts an organization on a plan; its limits count from the next request, in every process. 404 for an unknown organization. */
export async function setPlan(organizationId: string, plan: PlanId): Promise<void> {
  await runtime().changes.commit(async (tx) => {
    const { count } = await tx.organization.updateMany({ where: { id: organizationId }, data: { plan } });
    if (count === 0) throw new ApiError("not_found", "There is no such organization");
    return { result: undefined, subjects: [`org:${organizationId}`] };
  });
}
