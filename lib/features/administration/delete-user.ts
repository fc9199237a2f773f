import "server-only";
import { runtime } from "@/lib/access/runtime";
import { ApiError } from "@/lib/http/api-error";
import type { Client } from "@/lib/http/route";
import { lastAdministrator, lockAdministratorsAnd } from "@/lib/tenancy/administrators";
import { deleteUser as deleteRows, namesOf } from "@/lib/tenancy/delete-user";
import { operator } from "@/lib/tenancy/events";
import { actorOf, type Changer, noSuchUser, recordUserChange, requireAdministrator } from "./administrate-user";
import { mailUserChange } from "./user-mails";

/**
 * Deletes a user, as they could themselves; every credential ends at once. 409 for the last administrator, for the
 * caller, and while others depend on the user, with the list of these organizations.
 */
export async function deleteUser(changer: Changer, id: string, client: Client | null = null): Promise<void> {
  if (changer !== operator && id === changer.userId)
    throw new ApiError("conflict", "Delete your own account in your settings");
  await runtime().changes.commit(async (tx) => {
    const deletion = await deleteRows(tx, id, actorOf(changer));
    await requireAdministrator(tx, await lockAdministratorsAnd(tx, actorOf(changer)), changer);
    if (deletion.outcome === "no-user") throw noSuchUser();
    if (deletion.outcome === "last-administrator") throw new ApiError("conflict", lastAdministrator);
    if (deletion.outcome === "needed") {
      const { organizations } = deletion;
      throw new ApiError(
        "conflict",
        `Others depend on this user in ${namesOf(organizations)}: name another owner or remove the other members first`,
        { problems: organizations.map(({ id: path, name }) => ({ path, message: name })) },
      );
    }
    const told = { email: deletion.email };
    await recordUserChange(tx, changer, client, { type: "user.deleted", subjectId: id, told, isGone: true });
    await mailUserChange(tx, deletion.email, "deleted");
    return { result: undefined, subjects: deletion.subjects };
  });
  runtime().log("info", "account_deleted", { user: id, by: actorOf(changer) });
}
