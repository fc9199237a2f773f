import "server-only";
import type { UserPrincipal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import type { AccountDeletion } from "./contract";
import { deleteUser } from "./delete-user";
import { requirePassword } from "./password";

/**
 * Deletes a user with every organization in which they are alone; every credential ends at once. 409 while others depend
 * on them: `deleteUser` says when.
 */
export async function deleteAccount(principal: UserPrincipal, { password }: AccountDeletion): Promise<void> {
  await requirePassword(principal, password, "password");
  await runtime().changes.commit((tx) => deleteUser(tx, principal.userId));
}
