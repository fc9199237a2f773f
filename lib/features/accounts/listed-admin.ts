import "server-only";
import { runtime } from "@/lib/access/runtime";
import type { Client } from "@/lib/http/route";
import type { PrismaSession } from "@/lib/platform/database";
import { foldedEmail } from "@/lib/platform/email-address";
import { recordNewAdministrator } from "./new-administrator";

type Proved = { email: string; emailVerifiedAt: Date | null };

/** Whether ADMIN_EMAILS names the user, by an address that is proved to be theirs: anybody can register any address. */
export function isListedAdmin({ email, emailVerifiedAt }: Proved): boolean {
  return emailVerifiedAt !== null && runtime().settings.adminEmails.includes(foldedEmail(email));
}

/**
 * Makes a user that ADMIN_EMAILS names an administrator of the deployment, in the transaction of a sign-in or of a
 * proof of the address. Returns the subjects that changed. A shorter list demotes no one.
 */
export async function promoteIfListed(
  tx: PrismaSession,
  user: Proved & { id: string; instanceAdmin: boolean; suspendedAt: Date | null },
  client: Client | null,
): Promise<string[]> {
  if (user.instanceAdmin || user.suspendedAt || !isListedAdmin(user)) return [];
  await tx.user.update({ where: { id: user.id }, data: { instanceAdmin: true } });
  await recordNewAdministrator(tx, user.id, "ADMIN_EMAILS", client);
  return [`user:${user.id}`];
}
