import "server-only";
import type { UserPrincipal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import { invalidField } from "@/lib/http/api-error";
import { invalidToken } from "@/lib/http/bearer";
import type { Client } from "@/lib/http/route";
import type { AccountDeletion } from "./contract";
import { deleteOwnUser } from "./delete-user";
import { requirePassword } from "./password";
import { requireRecentSignIn } from "./recent-sign-in";

/** Deletes the user of a bearer token, who gives their password again; those without one must have signed in lately. */
export async function deleteAccount(
  principal: UserPrincipal,
  { password }: AccountDeletion,
  client: Client | null = null,
): Promise<void> {
  await requireOwner(principal, password, client);
  await deleteOwnAccount(principal);
}

/**
 * Deletes a user with every organization in which they are alone; every credential ends at once. 409 while others depend
 * on them: `deleteOwnUser` says when. The caller has proved who they are.
 */
export async function deleteOwnAccount(principal: UserPrincipal): Promise<void> {
  await runtime().changes.commit((tx) => deleteOwnUser(tx, principal));
  // The account's own audit log is gone with it.
  runtime().log("info", "account_deleted", { user: principal.userId });
}

/** Asks for the password again, or for a recent sign-in where there is none. */
async function requireOwner(
  principal: UserPrincipal,
  password: string | undefined,
  client: Client | null,
): Promise<void> {
  const user = await runtime().database.prisma.user.findUnique({ where: { id: principal.userId } });
  if (!user) throw invalidToken("unknown");
  if (user.passwordHash === null) return requireRecentSignIn(principal);
  if (password === undefined) throw invalidField("password", "is required");
  await requirePassword(principal, password, "password", client);
}
