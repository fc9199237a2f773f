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

/**
 * Tells of a factor that was added. Returns recovery codes where it is the first, which are shown this once, and the
 * subjects that changed: an organization that asks its members for a factor stops the user no longer.
 */
export async function factorAdded(
  tx: PrismaSession,
  userId: string,
  factor: Factor,
  isFirst: boolean,
  client: Client,
): Promise<{ result: { recovery_codes: string[] | null }; subjects: string[] }> {
  await mailFactorChange(tx, userId, `${factor} added`);
  await recordAccountEvent(tx, "user.factor_added", userId, client, { factor });
  const recovery_codes = isFirst ? await makeRecoveryCodes(tx, userId) : null;
  return { result: { recovery_codes }, subjects: [`user:${userId}`] };
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
