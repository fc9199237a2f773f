import "server-only";
import { runtime } from "@/lib/access/runtime";
import { ApiError } from "@/lib/http/api-error";
import { lastAdministrator, lockAdministratorsAnd } from "@/lib/tenancy/administrators";
import { operator, recordEvent } from "@/lib/tenancy/events";

/**
 * Makes a user an administrator of the deployment by the operator's command, or none any more; every process knows within a
 * second. Throws 409 for the last one, 404 when the user is gone.
 */
export function setAdministratorByOperator(userId: string, instanceAdmin: boolean): Promise<{ changed: boolean }> {
  return runtime().changes.commit<{ changed: boolean }>(async (tx) => {
    const administrators = await lockAdministratorsAnd(tx, userId);
    if (!administrators.found) throw new ApiError("not_found", "There is no such user");
    const before = await tx.user.findUniqueOrThrow({ where: { id: userId } });
    if (before.instanceAdmin === instanceAdmin) return { result: { changed: false }, subjects: [] };
    if (!instanceAdmin && administrators.isLast) throw new ApiError("conflict", lastAdministrator);
    await tx.user.update({ where: { id: userId }, data: { instanceAdmin } });
    await recordEvent(tx, {
      type: "user.admin_changed",
      organizationId: userId,
      environment: "production",
      actorId: operator,
      subjectId: userId,
      data: { user_id: userId, instance_admin: instanceAdmin, by: "command", outcome: "success" },
    });
    return { result: { changed: true }, subjects: [`user:${userId}`] };
  });
}
