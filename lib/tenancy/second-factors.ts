import "server-only";
import type { PrismaSession } from "@/lib/platform/database";

/** What a user has set up beside a first way to sign in. */
export type SecondFactors = { authenticator: boolean; passkeys: number; recoveryCodesLeft: number };

/** The second factors of a user; recovery codes stand in for one and are none by themselves. */
export async function secondFactorsOf(tx: PrismaSession, userId: string): Promise<SecondFactors> {
  const authenticators = await tx.authenticator.count({ where: { userId, confirmedAt: { not: null } } });
  const passkeys = await tx.passkey.count({ where: { userId } });
  const recoveryCodesLeft = await tx.recoveryCode.count({ where: { userId, usedAt: null } });
  return { authenticator: authenticators > 0, passkeys, recoveryCodesLeft };
}

/** Whether every sign-in of the user asks for a second factor. */
export function hasSecondFactor({ authenticator, passkeys }: SecondFactors): boolean {
  return authenticator || passkeys > 0;
}
