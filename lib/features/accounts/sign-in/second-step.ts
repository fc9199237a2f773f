import "server-only";
import { runtime } from "@/lib/access/runtime";
import {
  type FactorQuestion,
  FirstStep,
  questionOf,
  secondFactorPurpose,
} from "@/lib/features/accounts/factors/demand-second-factor";
import type { FactorAnswer } from "@/lib/features/accounts/second-step-contract";
import { nameBrowser } from "@/lib/features/accounts/sessions/device-cookie";
import { landingOf } from "@/lib/features/accounts/sign-in-landing";
import type { Answer } from "@/lib/http/answer";
import type { Client } from "@/lib/http/route";
import type { UnreadRequest } from "@/lib/http/unread-request";
import { findOneTimeToken } from "@/lib/tenancy/one-time-tokens";
import { secondFactorsOf } from "@/lib/tenancy/second-factors";
import { answerSecondFactor, firstStepOver } from "./answer-second-factor";
import { enterDashboard, landed } from "./enter-dashboard";
import { bearerSignIn, requireStarted } from "./require-started";
import { clearedSecondStepCookie, readSecondStep } from "./second-step-cookie";

/** What the sign-in page asks a browser for whose first step was right; null where there is none, or it is over. */
export async function secondStepOf(cookies: string | null): Promise<FactorQuestion | null> {
  const step = readSecondStep(cookies);
  const { prisma } = runtime().database;
  const waiting = step && (await findOneTimeToken(prisma, secondFactorPurpose, step.token));
  const first = FirstStep.safeParse(waiting?.data).data;
  if (!waiting?.userId || !first) return null;
  return questionOf(prisma, waiting.userId, first.challenge, await secondFactorsOf(prisma, waiting.userId));
}

/**
 * Finishes a sign-in on the page, where the cookie of its first step is shown: in the dashboard at `target`, or in the
 * application that sent the browser here. 401 as for programs.
 */
export async function finishSecondStep(
  answer: FactorAnswer,
  target: string,
  request: UnreadRequest,
  asker: Client,
): Promise<Answer> {
  const cookies = request.headers.get("cookie");
  const { client, cookie: deviceCookie } = nameBrowser(asker, cookies);
  const step = readSecondStep(cookies);
  if (!step) throw firstStepOver();
  const { token, redirectUri } = step;
  const kind = redirectUri === null ? "dashboard" : "api";
  const { admission, method } = await answerSecondFactor(token, kind, answer, client);
  if (redirectUri !== null) {
    const arrival = { kind: "token", token: bearerSignIn(admission).token } as const;
    return landed(landingOf(arrival, { kind: "token", redirectUri }), [clearedSecondStepCookie(), deviceCookie]);
  }
  const entry = { cookies, location: target, client };
  return enterDashboard(requireStarted(admission), method, entry, [clearedSecondStepCookie(), deviceCookie]);
}
