import "server-only";
import { runtime } from "@/lib/access/runtime";
import type { PrismaSession } from "@/lib/platform/database";
import { foldedEmail } from "@/lib/platform/email-address";
import { operator, recordEvent } from "@/lib/tenancy/events";

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
): Promise<string[]> {
  if (user.instanceAdmin || user.suspendedAt || !isListedAdmin(user)) return [];
  await tx.user.update({ where: { id: user.id }, data: { instanceAdmin: true } });
  await recordEvent(tx, {
    type: "user.admin_changed",
    organizationId: user.id,
    environment: "production",
    actorId: operator,
    subjectId: user.id,
    data: { user_id: user.id, instance_admin: true, by: "ADMIN_EMAILS" },
  });
  return [`user:${user.id}`];
}
