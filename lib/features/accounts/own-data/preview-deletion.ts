import "server-only";
import type { UserPrincipal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import type { DeletionPreview } from "@/lib/features/accounts/own-data-contract";
import { countAccountAccess } from "@/lib/tenancy/account-access";
import { isLastAdministrator } from "@/lib/tenancy/administrators";
import { planDeletion } from "@/lib/tenancy/deletion-plan";

/** What ends and stays when the user deletes their account, as of now; the deletion itself looks again. */
export async function previewDeletion({ userId }: UserPrincipal): Promise<DeletionPreview> {
  const { prisma } = runtime().database;
  const [access, organizations, lastAdministrator] = await Promise.all([
    countAccountAccess(prisma, userId),
    planDeletion(prisma, userId),
    isLastAdministrator(prisma, userId),
  ]);
  const blocked = lastAdministrator || organizations.some(({ on_deletion }) => on_deletion === "blocks");
  return { blocked, last_administrator: lastAdministrator, access, organizations };
}
