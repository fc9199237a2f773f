import "server-only";
import type { UserPrincipal } from "@/lib/access/principal";
import { ApiError } from "@/lib/http/api-error";
import { invalidToken } from "@/lib/http/bearer";
import { requireLiveSession } from "@/lib/http/require-live-session";
import type { PrismaSession } from "@/lib/platform/database";
import { lastAdministrator, lockAdministratorsAnd } from "@/lib/tenancy/administrators";
import { deleteUser, namesOf } from "@/lib/tenancy/delete-user";
import { queueMail } from "@/lib/tenancy/mail";
import { lockOrganizationsOf } from "@/lib/tenancy/row-locks";
import { oldAddressesOf } from "./recovery/old-addresses";

/**
 * Deletes the user who asks for it. 401 where their session has ended meanwhile. 409 with the list while they are the
 * last owner of an organization with other members, or their personal one has others. It is 409 too for the last
 * administrator of the deployment.
 */
export async function deleteOwnUser(
  tx: PrismaSession,
  principal: UserPrincipal,
): Promise<{ result: undefined; subjects: readonly string[] }> {
  const { userId } = principal;
  // In the order of the deletion itself. The password was asked for before, which takes a while.
  await lockOrganizationsOf(tx, userId);
  await lockAdministratorsAnd(tx, userId);
  await requireLiveSession(tx, principal);
  const user = await tx.user.findUnique({ where: { id: userId } });
  if (!user) throw invalidToken("unknown");
  // Those whose owners could still take the account back hear that there is none any more.
  const mailboxes = [user.email, ...(await oldAddressesOf(tx, userId))];
  const deletion = await deleteUser(tx, userId, userId);
  if (deletion.outcome === "no-user") throw invalidToken("unknown");
  if (deletion.outcome === "last-administrator") throw new ApiError("conflict", lastAdministrator);
  if (deletion.outcome === "deleted") {
    for (const to of new Set(mailboxes)) if (!to.endsWith(".invalid")) await queueMail(tx, { to, ...deletedMail });
    return { result: undefined, subjects: deletion.subjects };
  }
  const { organizations } = deletion;
  throw new ApiError(
    "conflict",
    `Others still depend on you in ${namesOf(organizations)}: hand over ownership or remove the other members first`,
    { problems: organizations.map(({ id, name }) => ({ path: id, message: name })) },
  );
}

const deletedMail = {
  subject: "Your {product} account was deleted",
  text: `Your {product} account was deleted by its own user, with everything that acted as you and every organization in which you were alone. Nothing of it can be brought back.

If it was not you, tell whoever operates this deployment.
`,
};
