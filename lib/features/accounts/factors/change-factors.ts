import "server-only";
import type { UserPrincipal } from "@/lib/access/principal";
import { recordAccountEvent } from "@/lib/features/accounts/account-events";
import type { Client } from "@/lib/http/route";
import type { PrismaSession } from "@/lib/platform/database";
import { endSessions } from "@/lib/tenancy/end-sessions";
import { endOneTimeTokens } from "@/lib/tenancy/one-time-tokens";
import { hasSecondFactor, secondFactorsOf } from "@/lib/tenancy/second-factors";
import { mailFactorChange } from "./factor-mail";
import { makeRecoveryCodes } from "./recovery-codes";

type Factor = "authenticator" | "passkey";

/** Tells of a factor that was added. Returns recovery codes where it is the first; they are shown this once. */
export async function factorAdded(
  tx: PrismaSession,
  userId: string,
  factor: Factor,
  isFirst: boolean,
  client: Client,
): Promise<string[] | null> {
  await mailFactorChange(tx, userId, `${factor} added`);
  await recordAccountEvent(tx, "user.factor_added", userId, client, { factor });
  return isFirst ? makeRecoveryCodes(tx, userId) : null;
}

/**
 * Tells of a factor that was removed, and ends the user's other sessions, which may have begun with it. Recovery codes go
 * with the last factor. Returns the subjects that changed.
 */
export async function factorRemoved(
  tx: PrismaSession,
  { userId, credentialId }: UserPrincipal,
  factor: Factor,
  client: Client,
): Promise<string[]> {
  if (!hasSecondFactor(await secondFactorsOf(tx, userId))) await tx.recoveryCode.deleteMany({ where: { userId } });
  await endOneTimeTokens(tx, userId, ["second factor"]);
  await endSessions(tx, userId, { butNot: credentialId });
  await mailFactorChange(tx, userId, `${factor} removed`);
  await recordAccountEvent(tx, "user.factor_removed", userId, client, { factor });
  return [`user:${userId}`];
}
