import "server-only";
import { runtime } from "@/lib/access/runtime";
import type { AccountUser } from "@/lib/features/accounts/account-user";
import { FirstStep, secondFactorPurpose } from "@/lib/features/accounts/factors/demand-second-factor";
import { verifySecondFactor } from "@/lib/features/accounts/factors/verify-second-factor";
import type { FactorAnswer, MfaLogin } from "@/lib/features/accounts/second-step-contract";
import type { SessionKind } from "@/lib/generated/prisma/enums";
import { ApiError } from "@/lib/http/api-error";
import type { Client } from "@/lib/http/route";
import { findOneTimeToken, holdOneTimeToken, noteWrongAnswer, takeOneTimeToken } from "@/lib/tenancy/one-time-tokens";
import { lockUser } from "@/lib/tenancy/row-locks";
import { type Attempt, countedAttempt, type Verdict } from "./account-attempts";
import { type Admission, admitSignIn, FirstProof } from "./admit-sign-in";
import { bearerSignIn } from "./require-started";

/** After so many wrong answers the first step has to be taken again. */
const mostAnswers = 5;

/** Finishes a program's sign-in; 401 for a wrong answer, saying how many are left, and for a first step that is over. */
export async function finishLogin(
  { mfa_token: token, ...answer }: MfaLogin,
  client: Client,
): Promise<{ user: AccountUser; token: string }> {
  return bearerSignIn((await answerSecondFactor(token, "api", answer, client)).admission);
}

type Outcome = { admission: Admission } | { attemptsLeft: number };

/** What a second factor leads to, and by what the first step was proved; throws as above. A right answer is good once. */
export async function answerSecondFactor(
  token: string,
  kind: SessionKind,
  answer: FactorAnswer,
  client: Client,
): Promise<{ admission: Admission; method: FirstProof }> {
  const { changes, database } = runtime();
  // Read before it is held: a user's row is locked before what belongs to them.
  const waiting = await findOneTimeToken(database.prisma, secondFactorPurpose, token);
  const first = FirstStep.safeParse(waiting?.data).data;
  const method = FirstProof.safeParse(first?.method).data;
  const userId = waiting?.userId;
  const user = userId ? await database.prisma.user.findUnique({ where: { id: userId } }) : null;
  if (!user || !userId || !first || !method || first.kind !== kind) throw firstStepOver();
  const look = () =>
    changes.commit<Outcome>(async (tx) => {
      await lockUser(tx, userId);
      const held = await holdOneTimeToken(tx, secondFactorPurpose, token);
      if (!held) return { result: { attemptsLeft: 0 }, subjects: [] };
      const secondFactor = await verifySecondFactor(tx, userId, answer, first.challenge);
      if (!secondFactor) {
        await noteWrongAnswer(tx, token, mostAnswers);
        return { result: { attemptsLeft: mostAnswers - held.attempts - 1 }, subjects: [] };
      }
      await takeOneTimeToken(tx, secondFactorPurpose, token);
      const { result: admission, subjects } = await admitSignIn(tx, userId, {
        method,
        secondFactor,
        kind,
        client,
        connects: first.connects,
      });
      return { result: { admission }, subjects };
    });
  const attempt: Attempt = { email: user.email, userId, from: "stranger", client, method: "second_factor" };
  const outcome = await countedAttempt(attempt, async () => {
    const result = await look();
    return { verdict: verdictOf(result), result };
  });
  if ("admission" in outcome) return { admission: outcome.admission, method };
  throw outcome.attemptsLeft > 0 ? wrongAnswer(answer, outcome.attemptsLeft) : firstStepOver();
}

function verdictOf(outcome: Outcome): Verdict {
  if (!("admission" in outcome)) return "wrong";
  return "started" in outcome.admission ? "complete" : "right";
}

function wrongAnswer({ code, recovery_code }: FactorAnswer, attemptsLeft: number): ApiError {
  const what = code !== undefined ? "code" : recovery_code !== undefined ? "recovery code" : "passkey";
  const left = attemptsLeft === 1 ? "one attempt is left" : `${attemptsLeft} attempts are left`;
  return new ApiError("wrong_login", `That ${what} is not right, or was used already; ${left}`, {
    members: { attempts_left: attemptsLeft },
  });
}

/** What is answered once the first step has to be taken again. */
export function firstStepOver(): ApiError {
  return new ApiError("wrong_login", "This sign-in took too long or was tried too often; begin again", {
    members: { attempts_left: 0 },
  });
}
