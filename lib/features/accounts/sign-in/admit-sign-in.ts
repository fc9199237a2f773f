import "server-only";
import { z } from "zod";
import { runtime } from "@/lib/access/runtime";
import { recordAccountEvent, recordRefusedSignIn } from "@/lib/features/accounts/account-events";
import { type AccountUser, accountUser } from "@/lib/features/accounts/account-user";
import { connectIdentity } from "@/lib/features/accounts/connect-identity";
import { demandSecondFactor, type SecondFactorDemand } from "@/lib/features/accounts/factors/demand-second-factor";
import type { SecondFactor } from "@/lib/features/accounts/factors-contract";
import { promoteIfListed } from "@/lib/features/accounts/listed-admin";
import { ProviderId } from "@/lib/features/accounts/provider-contract";
import type { ProviderProfile } from "@/lib/features/accounts/provider-profile";
import { startSession } from "@/lib/features/accounts/session";
import { meetDevice } from "@/lib/features/accounts/sessions/known-device";
import { sessionMethodOf } from "@/lib/features/accounts/sessions/session-methods";
import { originOf } from "@/lib/features/accounts/sessions/session-origin";
import type { SignInRefusal } from "@/lib/features/accounts/sign-in-contract";
import type { User } from "@/lib/generated/prisma/client";
import type { SessionKind } from "@/lib/generated/prisma/enums";
import type { Client } from "@/lib/http/route";
import type { PrismaSession } from "@/lib/platform/database";
import { isWayFor, requiredProviderOf } from "@/lib/tenancy/required-provider";
import type { TokenSession } from "@/lib/tenancy/session-token";
import { identityProviderOf } from "@/lib/tenancy/sign-in-providers";
import { lookAtHalfWay } from "./half-way-notice";

/** By what somebody first showed who they are; a passkey has verified its user, so it is two factors in one. */
export const FirstProof = z.union([z.enum(["password", "passkey", "trusted_issuer"]), ProviderId]);
export type FirstProof = z.output<typeof FirstProof>;

/** A sign-in whose proofs were right. */
export type ProvedSignIn = {
  method: FirstProof;
  /** The provider's account that becomes a way in with this sign-in. */
  connects?: ProviderProfile | null;
  /** What was shown beside the first proof. */
  secondFactor?: SecondFactor;
  kind: SessionKind;
  client: Client;
};

/** A session that began, and for whom. */
export type StartedSession = { user: AccountUser; session: TokenSession };

/** What a right proof leads to. */
export type Admission = { started: StartedSession } | { refused: SignInRefusal } | { secondFactor: SecondFactorDemand };

/** A reason that keeps somebody out whose proof was right; null for none. Each owner of a rule adds one to the list below. */
type Check = (
  tx: PrismaSession,
  user: User,
  signIn: ProvedSignIn,
) => SignInRefusal | null | Promise<SignInRefusal | null>;

const checks: readonly Check[] = [
  (_tx, { suspendedAt }) => (suspendedAt ? "suspended" : null),
  (_tx, { passwordResetAskedAt }, { method }) =>
    passwordResetAskedAt && method === "password" ? "password_reset_required" : null,
  async (tx, { email }, { method }) =>
    isWayFor(await requiredProviderOf(tx, email), identityProviderOf(method)) ? null : "provider_required",
];

/**
 * The one road into a session: every right proof of a password, a provider or a passkey ends here, and so does the second
 * step. The caller holds the user's row, and announces the subjects returned.
 */
export async function admitSignIn(
  tx: PrismaSession,
  userId: string,
  signIn: ProvedSignIn,
): Promise<{ result: Admission; subjects: readonly string[] }> {
  const user = await tx.user.findUniqueOrThrow({ where: { id: userId } });
  for (const check of checks) {
    const refused = await check(tx, user, signIn);
    if (refused) return { result: await refuse(tx, user, signIn, refused), subjects: [] };
  }
  const { connects = null } = signIn;
  const demand = isTwoFactor(signIn) ? null : await demandSecondFactor(tx, user.id, { ...signIn, connects });
  if (demand) {
    await lookAtHalfWay(tx, user.id, signIn, demand.expiresAt.getTime());
    return { result: { secondFactor: demand }, subjects: [] };
  }
  const subjects = await promoteIfListed(tx, user, signIn.client);
  const session = await startSession(tx, user.id, signIn.kind, signIn.client, methodsOf(signIn));
  const { method, secondFactor } = signIn;
  await recordAccountEvent(tx, "user.signed_in", user.id, signIn.client, {
    method,
    ...(secondFactor ? { second_factor: secondFactor } : {}),
  });
  await meetDevice(tx, user, signIn.client);
  if (connects) {
    await connectIdentity(tx, user, connects, { by: "sign_in", client: signIn.client, origin: originOf(session) });
  }
  const organization = await tx.organization.findUniqueOrThrow({ where: { id: user.id } });
  return { result: { started: { user: accountUser(user, organization), session } }, subjects };
}

function isTwoFactor({ method, secondFactor }: ProvedSignIn): boolean {
  return method === "passkey" || secondFactor !== undefined;
}

async function refuse(
  tx: PrismaSession,
  { id }: User,
  { method, client }: ProvedSignIn,
  refused: SignInRefusal,
): Promise<Admission> {
  await recordRefusedSignIn(tx, id, client, { reason: refused, method });
  runtime().log("warn", "sign_in_refused", { user: id, reason: refused });
  return { refused };
}

function methodsOf({ method, secondFactor }: ProvedSignIn): string[] {
  return [method, ...(secondFactor ? [secondFactor] : [])].map(sessionMethodOf);
}
