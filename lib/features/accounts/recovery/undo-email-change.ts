import "server-only";
import { runtime } from "@/lib/access/runtime";
import { recordAccountEvent } from "@/lib/features/accounts/account-events";
import type { LinkProof } from "@/lib/features/accounts/recovery-contract";
import { invalidField } from "@/lib/http/api-error";
import type { Client } from "@/lib/http/route";
import { endActingAsUser } from "@/lib/tenancy/end-acting-as-user";
import { byItself } from "@/lib/tenancy/end-keys";
import { queueMail } from "@/lib/tenancy/mail";
import { endOneTimeTokens, findOneTimeToken, takeOneTimeToken } from "@/lib/tenancy/one-time-tokens";
import { lockUser } from "@/lib/tenancy/row-locks";
import { removeWaysIn } from "./remove-ways-in";
import { mailResetLink } from "./reset-link";

/**
 * Gives an account its former address back, with the token that was mailed there. Whoever changed it may know the password
 * and have added ways in: everything that acts as the user ends, the password with it, and what was added since the change.
 * A link to set a new password goes to the address. 400 on `token` for one that is unknown, used or expired.
 */
export async function undoEmailChange({ token }: LinkProof, client: Client): Promise<{ email: string }> {
  const { changes, clock, database } = runtime();
  const userId = (await findOneTimeToken(database.prisma, "email change undo", token))?.userId;
  if (!userId) throw unusable();
  return changes.commit(async (tx) => {
    if (!(await lockUser(tx, userId))) throw unusable();
    const taken = await takeOneTimeToken(tx, "email change undo", token);
    const { from, proved } = Object(taken?.data);
    if (!taken || typeof from !== "string") throw unusable();
    const { email: undone } = await tx.user.findUniqueOrThrow({ where: { id: userId } });
    const user = await tx.user.update({
      where: { id: userId },
      data: { email: from, emailVerifiedAt: new Date(clock.now()), passwordHash: null, passwordResetAskedAt: null },
    });
    const subjects = await endActingAsUser(tx, userId, { actor: byItself });
    // Those of later changes are in the hands of whoever made them; those of earlier ones go on.
    await tx.oneTimeToken.deleteMany({
      where: { userId, purpose: "email change undo", createdAt: { gte: taken.createdAt } },
    });
    await endOneTimeTokens(tx, userId, ["not me"]);
    // Where the address was never proved before, all may be a stranger's.
    await removeWaysIn(tx, userId, proved === true ? taken.createdAt : new Date(0));
    await tx.emailProof.deleteMany({ where: { userId } });
    await recordAccountEvent(
      tx,
      "user.email_change_undone",
      userId,
      client,
      { old_email: undone, new_email: from },
      null,
    );
    if (undone !== from) await queueMail(tx, { to: undone, ...undoneMail });
    await mailResetLink(tx, user, { client, actorId: null });
    return { result: { email: from }, subjects };
  });
}

const undoneMail = {
  subject: "A change of address was undone",
  text: `A Latchkey account that had this address has its former one again: it was taken back from there. This address is the account's no more.
`,
};

function unusable() {
  return invalidField("token", "is unknown, was used already, or expired");
}
