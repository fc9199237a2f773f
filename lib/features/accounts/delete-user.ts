import "server-only";
import { ApiError } from "@/lib/http/api-error";
import { invalidToken } from "@/lib/http/bearer";
import type { PrismaSession } from "@/lib/platform/database";
import { lastAdministrator } from "@/lib/tenancy/administrators";
import { deleteUser, namesOf } from "@/lib/tenancy/delete-user";

/**
 * Deletes the user who asks for it. 409 with the list while they are the last owner of an organization with other
 * members, or their personal one has others, and for the last administrator of the deployment.
 */
export async function deleteOwnUser(
  tx: PrismaSession,
  userId: string,
): Promise<{ result: undefined; subjects: readonly string[] }> {
  const deletion = await deleteUser(tx, userId, userId);
  if (deletion.outcome === "no-user") throw invalidToken("unknown");
  if (deletion.outcome === "last-administrator") throw new ApiError("conflict", lastAdministrator);
  if (deletion.outcome === "deleted") return { result: undefined, subjects: deletion.subjects };
  const { organizations } = deletion;
  throw new ApiError(
    "conflict",
    `Others still depend on you in ${namesOf(organizations)}: hand over ownership or remove the other members first`,
    { problems: organizations.map(({ id, name }) => ({ path: id, message: name })) },
  );
}
