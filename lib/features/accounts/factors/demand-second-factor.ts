import "server-only";
import type { SecondFactor } from "@/lib/features/accounts/factors-contract";
import type { SessionKind } from "@/lib/generated/prisma/enums";
import type { PrismaSession } from "@/lib/platform/database";
import { issueOneTimeToken } from "@/lib/tenancy/one-time-tokens";
import { hasSecondFactor, type SecondFactors, secondFactorsOf } from "@/lib/tenancy/second-factors";

/** A sign-in that waits for its second factor: whoever holds the token may show one. */
export type SecondFactorDemand = { token: string; expiresAt: Date; methods: SecondFactor[] };

const lifetimeMs = 5 * 60_000;

/** Asks for the second factor of a user who has one, for five minutes; null where none is set up. */
export async function demandSecondFactor(
  tx: PrismaSession,
  user: { id: string },
  { method, kind }: { method: string; kind: SessionKind },
): Promise<SecondFactorDemand | null> {
  const factors = await secondFactorsOf(tx, user.id);
  if (!hasSecondFactor(factors)) return null;
  const data = { method, kind };
  const issued = await issueOneTimeToken(tx, { purpose: "second factor", userId: user.id, lifetimeMs, data });
  return { ...issued, methods: methodsOf(factors) };
}

function methodsOf({ authenticator, passkeys, recoveryCodesLeft }: SecondFactors): SecondFactor[] {
  return [
    ...(authenticator ? (["totp"] as const) : []),
    ...(passkeys > 0 ? (["passkey"] as const) : []),
    ...(recoveryCodesLeft > 0 ? (["recovery_code"] as const) : []),
  ];
}
