import "server-only";
import { z } from "zod";
import { runtime } from "@/lib/access/runtime";
import { recordAccountEvent } from "@/lib/features/accounts/account-events";
import { SessionOrigin } from "@/lib/features/accounts/sessions/session-origin";
import type { Client } from "@/lib/http/route";
import type { PrismaSession } from "@/lib/platform/database";
import { endActingAsUser } from "@/lib/tenancy/end-acting-as-user";
import { byItself } from "@/lib/tenancy/end-keys";
import { queueMail } from "@/lib/tenancy/mail";
import { removeWaysIn, strangersSince } from "./remove-ways-in";
import { mailResetLink } from "./reset-link";
import { withdrawInvitations } from "./withdraw-invitations";

/** How long the former address can undo a change. */
export const undoableMs = 7 * 86_400_000;

/** What the token of an undo link remembers of the change. */
export const AddressChange = z.object({
  from: z.string(),
  to: z.string(),
  /** The sessions that asked for it and confirmed it. */
  by: z.array(SessionOrigin).default([]),
});
export type AddressChange = z.output<typeof AddressChange>;

/**
 * Gives an account the address back that it had before a change. Who changed it may know the password and have added
 * ways in. So everything that acts as the user ends, and the password with it. What was added since the week before
 * ends too, and what the session that changed it added earlier. A link to set a new password goes to the address.
 * Returns the subjects to announce. The caller holds the user and has taken what proves that the former mailbox is
 * read.
 */
export async function takeBackAddress(
  tx: PrismaSession,
  userId: string,
  { from, by, changedAt }: AddressChange & { changedAt: Date },
  client: Client,
): Promise<string[]> {
  const { email: undone } = await tx.user.findUniqueOrThrow({ where: { id: userId } });
  const user = await tx.user.update({
    where: { id: userId },
    data: {
      email: from,
      emailVerifiedAt: new Date(runtime().clock.now()),
      passwordHash: null,
      passwordResetAskedAt: null,
    },
  });
  const subjects = await endActingAsUser(tx, userId, { actor: byItself });
  // Links of later mails are in the hands of whoever made the change; those of earlier ones go on.
  await tx.oneTimeToken.deleteMany({
    where: { userId, purpose: { in: ["email change undo", "not me"] }, createdAt: { gte: changedAt } },
  });
  const sessionIds = by.map(({ sessionId }) => sessionId);
  const devices = by.flatMap(({ deviceHash }) => deviceHash ?? []);
  const since = strangersSince(changedAt);
  await removeWaysIn(tx, userId, { since, sessionIds });
  await tx.knownDevice.deleteMany({ where: { userId, deviceHash: { in: devices } } });
  await withdrawInvitations(tx, userId, since);
  await tx.emailProof.deleteMany({ where: { userId } });
  const told = { old_email: undone, new_email: from };
  await recordAccountEvent(tx, "user.email_change_undone", userId, client, told, null);
  if (undone !== from) await queueMail(tx, { to: undone, ...undoneMail });
  await mailResetLink(tx, user, { client, actorId: null, why: "taken back" });
  return subjects;
}

const undoneMail = {
  subject: "A change of address was undone",
  text: `A {product} account that had this address has its former one again: it was taken back from there. This address is the account's no more.
`,
};
