import "server-only";
import { runtime } from "@/lib/access/runtime";
import { recordAccountEvent } from "@/lib/features/accounts/account-events";
import type { NotMe } from "@/lib/features/accounts/not-me-contract";
import { removeWaysIn } from "@/lib/features/accounts/recovery/remove-ways-in";
import { mailResetLink } from "@/lib/features/accounts/recovery/reset-link";
import { invalidField } from "@/lib/http/api-error";
import type { Client } from "@/lib/http/route";
import type { PrismaSession } from "@/lib/platform/database";
import { endActingAsUser } from "@/lib/tenancy/end-acting-as-user";
import { endOneTimeTokens, issueOneTimeToken, takeOneTimeToken } from "@/lib/tenancy/one-time-tokens";
import { lockUser } from "@/lib/tenancy/row-locks";

const lifetimeMs = 7 * 86_400_000;
/** A sign-in by a provider connects its account a moment before its device is told of. */
const signInMs = 10_000;

/**
 * The link by which the owner of an account says "this was not me" about what a mail tells them. `deviceHash` is the device
 * that it was about, which the account then forgets. The host is the deployment's own, whatever a request says.
 */
export async function notMeLink(tx: PrismaSession, userId: string, deviceHash: string | null = null): Promise<string> {
  const { token } = await issueOneTimeToken(tx, { purpose: "not me", userId, lifetimeMs, data: { deviceHash } });
  return `${runtime().settings.publicUrl}/not-me#token=${token}`;
}

/**
 * Ends everything that acts as the user, and the ways in that were added since the stranger came. It keeps their password
 * from counting, because a stranger knows it; a link to set another is mailed. 400 on `token` for one that is unknown, used or expired.
 */
export async function disown({ token }: NotMe, client: Client): Promise<{ reset_mailed: boolean }> {
  const { changes, clock } = runtime();
  return changes.commit(async (tx) => {
    const taken = await takeOneTimeToken(tx, "not me", token);
    const userId = taken?.userId;
    if (!taken || !userId || !(await lockUser(tx, userId))) throw unusable();
    const user = await tx.user.findUniqueOrThrow({ where: { id: userId } });
    const actor = { actorId: userId, credentialId: null };
    const subjects = await endActingAsUser(tx, userId, { actor });
    // A step that the stranger has begun, and the links of other mails about them.
    await endOneTimeTokens(tx, userId, ["not me", "second factor", "factor setup"]);
    const deviceHash: unknown = Reflect.get(Object(taken.data), "deviceHash");
    if (typeof deviceHash === "string") {
      await tx.knownDevice.deleteMany({ where: { userId, deviceHash } });
      // What was added since that device signed in would let the stranger in again.
      await removeWaysIn(tx, userId, new Date(taken.createdAt.getTime() - signInMs));
    }
    const hasPassword = user.passwordHash !== null;
    if (hasPassword) {
      await tx.user.update({ where: { id: userId }, data: { passwordResetAskedAt: new Date(clock.now()) } });
      await mailResetLink(tx, user, { client, actorId: userId });
    }
    await recordAccountEvent(tx, "user.disowned", userId, client);
    return { result: { reset_mailed: hasPassword }, subjects };
  });
}

function unusable() {
  return invalidField("token", "is unknown, was used already, or expired");
}
