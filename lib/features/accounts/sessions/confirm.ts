import "server-only";
import type { UserPrincipal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import type { beginPasskeyConfirmationContract, Confirmation } from "@/lib/features/accounts/confirm-contract";
import { assertionOptions, newChallenge } from "@/lib/features/accounts/factors/check-assertion";
import { requirePasskeysPossible } from "@/lib/features/accounts/factors/passkey-ceremony";
import { issueSessionChallenge, takeSessionChallenge } from "@/lib/features/accounts/factors/session-challenge";
import { verifySecondFactor } from "@/lib/features/accounts/factors/verify-second-factor";
import { requirePassword } from "@/lib/features/accounts/password";
import { countedAttempt } from "@/lib/features/accounts/sign-in/account-attempts";
import { type Answer, jsonAnswer } from "@/lib/http/answer";
import { invalidField } from "@/lib/http/api-error";
import { invalidToken } from "@/lib/http/bearer";
import { confirmedForMs } from "@/lib/http/confirmed-session";
import type { ResultOf } from "@/lib/http/contract";
import type { Client } from "@/lib/http/route";
import { wholeSecond } from "@/lib/platform/whole-second";
import { lockUser } from "@/lib/tenancy/row-locks";
import { confirmSession, cookiesOf, type Renewed } from "./confirm-session";

/**
 * Takes a proof of who is there, counted like a sign-in: 400 on its field when it is wrong, 429 after too many. The answer
 * brings the cookie of the session that goes on.
 */
export async function confirmIdentity(
  principal: UserPrincipal,
  confirmation: Confirmation,
  client: Client,
): Promise<Answer> {
  const { password } = confirmation;
  const renewed =
    password === undefined
      ? await byFactor(principal, confirmation, client)
      : await byPassword(principal, password, client);
  const confirmedUntil = new Date(runtime().clock.now() + confirmedForMs);
  const body = { confirmed_until: wholeSecond(confirmedUntil) };
  return jsonAnswer(200, body, { "cache-control": "no-store" }, await cookiesOf(renewed));
}

/** Begins a confirmation with a passkey: the challenge is good once, for this session. */
export async function beginPasskeyConfirmation(
  principal: UserPrincipal,
): Promise<ResultOf<typeof beginPasskeyConfirmationContract>> {
  requirePasskeysPossible();
  const { prisma } = runtime().database;
  const challenge = await newChallenge();
  const challenge_token = await issueSessionChallenge(prisma, principal, "confirm", challenge);
  return { challenge_token, options: await assertionOptions(prisma, challenge, principal.userId) };
}

async function byPassword(principal: UserPrincipal, password: string, client: Client): Promise<Renewed> {
  const { passwordHash } = await requirePassword(principal, password, "password", client);
  const { userId, credentialId } = principal;
  return runtime().changes.commit(async (tx) => {
    // Before their session, as the end of the account does.
    await lockUser(tx, userId);
    // A change of the password, or the demand of another one, that was committed while this one was being compared.
    const counting = { id: userId, passwordHash, passwordResetAskedAt: null };
    if ((await tx.user.count({ where: counting })) === 0) throw invalidToken("unknown");
    const result = await confirmSession(tx, principal, "password", client);
    return { result, subjects: [`session:${credentialId}`] };
  });
}

type Outcome = { renewed: Renewed } | "wrong";

async function byFactor(principal: UserPrincipal, given: Confirmation, client: Client): Promise<Renewed> {
  const { changes, database } = runtime();
  const { userId, credentialId } = principal;
  const { password: _password, challenge_token: token, ...answer } = given;
  const user = await database.prisma.user.findUnique({ where: { id: userId } });
  if (!user) throw invalidToken("unknown");
  const look = () =>
    changes.commit<Outcome>(async (tx) => {
      await lockUser(tx, userId);
      const challenge = token === undefined ? null : await takeSessionChallenge(tx, principal, "confirm", token);
      const factor = await verifySecondFactor(tx, userId, answer, challenge);
      if (!factor) return { result: "wrong", subjects: [] };
      const renewed = await confirmSession(tx, principal, factor, client);
      return { result: { renewed }, subjects: [`session:${credentialId}`] };
    });
  const attempt = { email: user.email, userId, from: "session", client, method: "second_factor" } as const;
  const outcome = await countedAttempt(attempt, async () => {
    const result = await look();
    return { verdict: result === "wrong" ? "wrong" : "complete", result };
  });
  if (outcome === "wrong") {
    const field = given.code !== undefined ? "code" : given.passkey !== undefined ? "passkey" : "recovery_code";
    throw invalidField(field, "is not right, or was used already");
  }
  return outcome.renewed;
}
