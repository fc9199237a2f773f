import "server-only";
import { z } from "zod";
import { SecondFactor } from "@/lib/features/accounts/factors-contract";
import { ProviderProfile } from "@/lib/features/accounts/provider-profile";
import { SessionKind } from "@/lib/generated/prisma/enums";
import type { PrismaSession } from "@/lib/platform/database";
import { issueOneTimeToken } from "@/lib/tenancy/one-time-tokens";
import { hasSecondFactor, type SecondFactors, secondFactorsOf } from "@/lib/tenancy/second-factors";
import { assertionOptions, newChallenge } from "./check-assertion";

export const secondFactorPurpose = "second factor";

/** What is remembered of the first step: by what it was proved, for which kind of session, and what a passkey has to sign. */
export const FirstStep = z.object({
  method: z.string(),
  kind: z.enum(SessionKind),
  challenge: z.string().nullable(),
  /** The provider's account that becomes a way in once the second step is right. */
  connects: ProviderProfile.nullable().default(null),
});
export type FirstStep = z.output<typeof FirstStep>;

/** What a user is asked for: the kinds of factor, and what a browser needs to ask for a passkey. */
export type FactorQuestion = {
  methods: SecondFactor[];
  passkeyOptions: Awaited<ReturnType<typeof assertionOptions>> | null;
};

/** A sign-in that waits for its second factor: whoever holds the token may show one. */
export type SecondFactorDemand = FactorQuestion & { token: string; expiresAt: Date };

const lifetimeMs = 5 * 60_000;

/** Asks for the second factor of a user who has one, for five minutes; null where none is set up. */
export async function demandSecondFactor(
  tx: PrismaSession,
  userId: string,
  { method, kind, connects }: Pick<FirstStep, "method" | "kind" | "connects">,
): Promise<SecondFactorDemand | null> {
  const factors = await secondFactorsOf(tx, userId);
  if (!hasSecondFactor(factors)) return null;
  const challenge = factors.passkeys > 0 ? await newChallenge() : null;
  const data = { method, kind, challenge, connects } satisfies FirstStep;
  const issued = await issueOneTimeToken(tx, { purpose: secondFactorPurpose, userId, lifetimeMs, data });
  return { ...issued, ...(await questionOf(tx, userId, challenge, factors)) };
}

/** What a user is asked for now, with the challenge that was drawn at the first step. */
export async function questionOf(
  tx: PrismaSession,
  userId: string,
  challenge: string | null,
  { authenticator, passkeys, recoveryCodesLeft }: SecondFactors,
): Promise<FactorQuestion> {
  const hasPasskey = passkeys > 0 && challenge !== null;
  const has = { totp: authenticator, passkey: hasPasskey, recovery_code: recoveryCodesLeft > 0 };
  return {
    methods: SecondFactor.options.filter((factor) => has[factor]),
    passkeyOptions: hasPasskey ? await assertionOptions(tx, challenge, userId) : null,
  };
}
