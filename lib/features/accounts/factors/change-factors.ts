import "server-only";
import type { UserPrincipal } from "@/lib/access/principal";
import { recordAccountEvent } from "@/lib/features/accounts/account-events";
import { actingOrigin } from "@/lib/features/accounts/sessions/session-origin";
import type { Client } from "@/lib/http/route";
import type { PrismaSession } from "@/lib/platform/database";
import { endSessions } from "@/lib/tenancy/end-sessions";
import { endOneTimeTokens } from "@/lib/tenancy/one-time-tokens";
import { hasSecondFactor, type SecondFactors, secondFactorsOf } from "@/lib/tenancy/second-factors";
import { mailFactorChange } from "./factor-mail";
import { makeRecoveryCodes } from "./recovery-codes";

type Factor = "authenticator" | "passkey";

/**
 * Tells of a factor that was added to those that a user had. Returns recovery codes where it is the first, which are
 * shown this once, and the subjects that changed. An organization that asks its members for a factor stops the user no
 * longer. An app takes the place of another one, which is removed by that.
 */
export async function factorAdded(
  tx: PrismaSession,
  principal: UserPrincipal,
  factor: Factor,
  had: SecondFactors,
  client: Client,
): Promise<{ result: { recovery_codes: string[] | null }; subjects: string[] }> {
  const { userId } = principal;
  const replaced = factor === "authenticator" && had.authenticator;
  if (replaced) await endWhatItOpened(tx, principal, factor, client);
  const change = replaced ? "authenticator replaced" : (`${factor} added` as const);
  await mailFactorChange(tx, userId, change, await actingOrigin(tx, principal));
  await recordAccountEvent(tx, "user.factor_added", userId, client, { factor });
  const recovery_codes = hasSecondFactor(had) ? null : await makeRecoveryCodes(tx, userId);
  return { result: { recovery_codes }, subjects: [`user:${userId}`] };
}

/** Tells of a factor that was removed. Recovery codes go with the last factor. Returns the subjects that changed. */
export async function factorRemoved(
  tx: PrismaSession,
  principal: UserPrincipal,
  factor: Factor,
  client: Client,
): Promise<string[]> {
  const { userId } = principal;
  if (!hasSecondFactor(await secondFactorsOf(tx, userId))) await tx.recoveryCode.deleteMany({ where: { userId } });
  await endWhatItOpened(tx, principal, factor, client);
  await mailFactorChange(tx, userId, `${factor} removed`, await actingOrigin(tx, principal));
  return [`user:${userId}`];
}

/** Ends the user's other sessions, which may have begun with a factor that counts no more, and sign-ins that are half way. */
async function endWhatItOpened(
  tx: PrismaSession,
  { userId, credentialId }: UserPrincipal,
  factor: Factor,
  client: Client,
): Promise<void> {
  await endOneTimeTokens(tx, userId, ["second factor"]);
  await endSessions(tx, userId, { butNot: credentialId });
  await recordAccountEvent(tx, "user.factor_removed", userId, client, { factor });
}
