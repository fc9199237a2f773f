import "server-only";
import type { SecondFactor } from "@/lib/features/accounts/factors-contract";
import type { FactorAnswer } from "@/lib/features/accounts/second-step-contract";
import type { PrismaSession } from "@/lib/platform/database";
import { checkAssertion } from "./check-assertion";
import { takeRecoveryCode } from "./recovery-codes";
import { takeAppCode } from "./take-app-code";

/**
 * Which second factor of a user an answer proves; null for none. It uses up what is good once. `challenge` is what a
 * passkey has to sign; null where none was asked for one. The caller holds the user, counts what was wrong, and commits
 * either way.
 */
export async function verifySecondFactor(
  tx: PrismaSession,
  userId: string,
  { code, recovery_code: recoveryCode, passkey }: FactorAnswer,
  challenge: string | null,
): Promise<SecondFactor | null> {
  if (code !== undefined) return (await takeAppCode(tx, userId, code)) ? "totp" : null;
  if (recoveryCode !== undefined) {
    return (await takeRecoveryCode(tx, userId, recoveryCode)) ? "recovery_code" : null;
  }
  if (passkey === undefined || challenge === null) return null;
  return (await checkAssertion(tx, passkey, challenge, userId)) ? "passkey" : null;
}
