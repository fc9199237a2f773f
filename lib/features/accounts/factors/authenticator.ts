import "server-only";
import { z } from "zod";
import type { UserPrincipal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import { sealPurposes } from "@/lib/access/sealed-values";
import type {
  AuthenticatorProof,
  beginAuthenticatorContract,
  confirmAuthenticatorContract,
} from "@/lib/features/accounts/factors-contract";
import { actingOrigin, addedBy } from "@/lib/features/accounts/sessions/session-origin";
import { ApiError, invalidField } from "@/lib/http/api-error";
import { invalidToken } from "@/lib/http/bearer";
import type { ResultOf } from "@/lib/http/contract";
import { requireLiveSession } from "@/lib/http/require-live-session";
import type { Client } from "@/lib/http/route";
import { holdOneTimeToken, issueOneTimeToken, takeOneTimeToken } from "@/lib/tenancy/one-time-tokens";
import { secondFactorsOf } from "@/lib/tenancy/second-factors";
import { factorAdded, factorRemoved } from "./change-factors";
import { newTotpSecret, otpauthUrl, qrCode, stepOfCode } from "./totp";

/** What is remembered between the secret and its first code; another session of the user's cannot finish it. */
const Setup = z.object({ sealedSecret: z.string(), sessionId: z.string() });

const setupPurpose = "factor setup";
const setupLifetimeMs = 15 * 60_000;

/** Draws a secret for an authenticator app. It is nothing yet: the app has to show a code of it, from this session. */
export async function beginAuthenticator(
  principal: UserPrincipal,
): Promise<ResultOf<typeof beginAuthenticatorContract>> {
  const { userId, credentialId } = principal;
  const { database, seals } = runtime();
  const user = await database.prisma.user.findUnique({ where: { id: userId } });
  if (!user) throw invalidToken("unknown");
  const secret = newTotpSecret();
  const { token } = await issueOneTimeToken(database.prisma, {
    purpose: setupPurpose,
    userId,
    lifetimeMs: setupLifetimeMs,
    data: {
      sealedSecret: seals.seal(secret, sealPurposes.authenticator(userId)),
      sessionId: credentialId,
    } satisfies z.output<typeof Setup>,
  });
  const url = otpauthUrl(secret, user.email);
  return { setup_token: token, secret, otpauth_url: url, qr: qrCode(url) };
}

/**
 * Counts an authenticator app from its first code on, in place of one that the user had, whose sessions end. Returns recovery codes where it
 * is the first factor. 400 for a wrong code, 409 where the set-up is not this session's, or over.
 */
export async function confirmAuthenticator(
  principal: UserPrincipal,
  { setup_token: token, code }: AuthenticatorProof,
  client: Client,
): Promise<ResultOf<typeof confirmAuthenticatorContract>> {
  const { clock, changes, seals } = runtime();
  const { userId, credentialId } = principal;
  return changes.commit(async (tx) => {
    await requireLiveSession(tx, principal);
    const held = await holdOneTimeToken(tx, setupPurpose, token);
    const setup = Setup.safeParse(held?.data);
    if (held?.userId !== userId || setup.data?.sessionId !== credentialId) {
      throw new ApiError("conflict", "This set-up is over; begin again");
    }
    const { sealedSecret } = setup.data;
    const step = stepOfCode(seals.open(sealedSecret, sealPurposes.authenticator(userId)), code, clock.now());
    if (step === null) throw invalidField("code", "is not the app's code of now; check the time on both devices");
    await takeOneTimeToken(tx, setupPurpose, token);
    const had = await secondFactorsOf(tx, userId);
    const now = new Date(clock.now());
    const counted = {
      sealedSecret,
      confirmedAt: now,
      lastStep: BigInt(step),
      createdAt: now,
      lastUsedAt: null,
      ...addedBy(await actingOrigin(tx, principal)),
    };
    await tx.authenticator.upsert({ where: { userId }, create: { userId, ...counted }, update: counted });
    return factorAdded(tx, principal, "authenticator", had, client);
  });
}

/** Removes the authenticator app; 404 where there is none. */
export async function removeAuthenticator(principal: UserPrincipal, client: Client): Promise<void> {
  const { userId } = principal;
  await runtime().changes.commit(async (tx) => {
    await requireLiveSession(tx, principal);
    const { count } = await tx.authenticator.deleteMany({ where: { userId } });
    if (count === 0) throw new ApiError("not_found", "There is no authenticator app");
    return { result: undefined, subjects: await factorRemoved(tx, principal, "authenticator", client) };
  });
}
