import "server-only";
import type { UserPrincipal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import { invalidToken } from "@/lib/http/bearer";
import type { AccountDeletion } from "./contract";
import { requirePassword } from "./password";

/** Deletes a user and their personal organization with its keys, tokens and data; every credential ends at once. */
export async function deleteAccount(principal: UserPrincipal, { password }: AccountDeletion): Promise<void> {
  await requirePassword(principal, password, "password");
  const { userId } = principal;
  await runtime().changes.commit(async (tx) => {
    const deleted = await tx.user.deleteMany({ where: { id: userId } });
    if (deleted.count === 0) throw invalidToken("unknown");
    await tx.organization.deleteMany({ where: { id: userId } });
    await tx.usageMinute.deleteMany({ where: { organizationId: userId } });
    await tx.usageHour.deleteMany({ where: { organizationId: userId } });
    await tx.usageDay.deleteMany({ where: { organizationId: userId } });
    await tx.limitState.deleteMany({ where: { subject: { in: [`org:${userId}`, `user:${userId}`] } } });
    return { result: undefined, subjects: [`user:${userId}`, `org:${userId}`] };
  });
}
