import "server-only";
import { z } from "zod";
import { runtime } from "@/lib/access/runtime";
import { recordAccountEvent } from "@/lib/features/accounts/account-events";
import { hasWayIn } from "@/lib/features/accounts/factors/ways-in";
import type { NotMe } from "@/lib/features/accounts/not-me-contract";
import { undoableChange } from "@/lib/features/accounts/recovery/old-addresses";
import { removeWaysIn, strangersSince } from "@/lib/features/accounts/recovery/remove-ways-in";
import { mailResetLink } from "@/lib/features/accounts/recovery/reset-link";
import { takeBackAddress } from "@/lib/features/accounts/recovery/take-back-address";
import { withdrawInvitations } from "@/lib/features/accounts/recovery/withdraw-invitations";
import type { User } from "@/lib/generated/prisma/client";
import { invalidField } from "@/lib/http/api-error";
import type { Client } from "@/lib/http/route";
import type { PrismaSession } from "@/lib/platform/database";
import { endActingAsUser } from "@/lib/tenancy/end-acting-as-user";
import { findOneTimeToken, issueOneTimeToken, takeOneTimeToken } from "@/lib/tenancy/one-time-tokens";
import { lockUser } from "@/lib/tenancy/row-locks";

const lifetimeMs = 7 * 86_400_000;

const About = z.object({
  /** A device that has signed in. */
  deviceHash: z.string().nullable().default(null),
  /** The first id of the session that did what the mail tells of. */
  sessionId: z.string().nullable().default(null),
  /** False where somebody only tried to get in: then nothing of theirs is there to remove. */
  cameIn: z.boolean().default(true),
  /** Whose mailbox the link went to. */
  mailedTo: z.string().nullable().default(null),
});
type About = z.output<typeof About>;

/**
 * The link by which the owner of an account says "this was not me" about what a mail tells them. `about` names the device
 * or the session that did it, or says that nobody came in. The host is the deployment's own, whatever a request says.
 */
export async function notMeLink(
  tx: PrismaSession,
  { id: userId, email: mailedTo }: { id: string; email: string },
  about: Partial<Pick<About, "deviceHash" | "sessionId" | "cameIn">>,
): Promise<string> {
  const data = { deviceHash: null, sessionId: null, cameIn: true, ...about, mailedTo } satisfies About;
  const { token } = await issueOneTimeToken(tx, { purpose: "not me", userId, lifetimeMs, data });
  return `${runtime().settings.publicUrl}/not-me#token=${token}`;
}

/**
 * Ends everything that acts as the user, and the ways in that were added since the week before the mail, or by that stranger
 * earlier. It keeps their password from counting, because a stranger knows it; a link to set one is mailed, also where no way in
 * is left. An address that was changed meanwhile goes back to the mailbox that the link was mailed to. 400 on `token` for one
 * that is unknown, used or expired.
 */
export async function disown({ token }: NotMe, client: Client): Promise<{ reset_mailed: boolean }> {
  const { changes, database } = runtime();
  const userId = (await findOneTimeToken(database.prisma, "not me", token))?.userId;
  if (!userId) throw unusable();
  return changes.commit(async (tx) => {
    if (!(await lockUser(tx, userId))) throw unusable();
    const taken = await takeOneTimeToken(tx, "not me", token);
    const about = About.safeParse(taken?.data).data;
    if (!taken || !about) throw unusable();
    const user = await tx.user.findUniqueOrThrow({ where: { id: userId } });
    await removeStranger(tx, userId, about, taken.createdAt);
    await recordAccountEvent(tx, "user.disowned", userId, client);
    const change = await changeSince(tx, user, about);
    if (change) {
      return { result: { reset_mailed: true }, subjects: await takeBackAddress(tx, userId, change, client) };
    }
    const subjects = await endActingAsUser(tx, userId, { actor: { actorId: userId, credentialId: null } });
    const hasPassword = user.passwordHash !== null;
    if (hasPassword) {
      const passwordResetAskedAt = new Date(runtime().clock.now());
      await tx.user.update({ where: { id: userId }, data: { passwordResetAskedAt } });
    }
    // Also to who had no password, where the stranger has left them nothing to sign in with.
    const needsLink = hasPassword || !(await hasWayIn(tx, userId));
    if (needsLink) await mailResetLink(tx, user, { client, actorId: userId, why: "taken back" });
    return { result: { reset_mailed: needsLink }, subjects };
  });
}

/** Removes what strangers may have set up who showed when a token was made, or by the session or device that it is about. */
async function removeStranger(
  tx: PrismaSession,
  userId: string,
  { deviceHash, sessionId, cameIn }: About,
  shownAt: Date,
): Promise<void> {
  // The links of earlier mails are about other devices and sessions, and go on.
  await tx.oneTimeToken.deleteMany({ where: { userId, purpose: "not me", createdAt: { gte: shownAt } } });
  if (!cameIn) return;
  const since = strangersSince(shownAt);
  const deviceHashes = deviceHash === null ? [] : [deviceHash];
  await tx.knownDevice.deleteMany({ where: { userId, deviceHash: { in: deviceHashes } } });
  await removeWaysIn(tx, userId, { since, sessionIds: sessionId === null ? [] : [sessionId], deviceHashes });
  await withdrawInvitations(tx, userId, since);
}

/** The change of address by which a link went to another mailbox than the account's of now; null for none. */
async function changeSince(tx: PrismaSession, { id, email }: User, { mailedTo }: About) {
  return mailedTo === null || mailedTo === email ? null : undoableChange(tx, id, mailedTo);
}

function unusable() {
  return invalidField("token", "is unknown, was used already, or expired");
}
