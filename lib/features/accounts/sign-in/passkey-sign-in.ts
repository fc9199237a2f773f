import "server-only";
import { z } from "zod";
import { runtime } from "@/lib/access/runtime";
import { tellFailedSignIn } from "@/lib/features/accounts/account-events";
import { assertionOptions, checkAssertion, newChallenge } from "@/lib/features/accounts/factors/check-assertion";
import { ceremonyMs, requirePasskeysPossible } from "@/lib/features/accounts/factors/passkey-ceremony";
import { challengePurpose } from "@/lib/features/accounts/factors/session-challenge";
import type { Assertion } from "@/lib/features/accounts/factors-contract";
import { nameBrowser } from "@/lib/features/accounts/sessions/device-cookie";
import { type Answer, jsonAnswer } from "@/lib/http/answer";
import { ApiError } from "@/lib/http/api-error";
import { cookieValue } from "@/lib/http/dashboard-cookie";
import { cookieName, type OwnCookie, setCookie } from "@/lib/http/own-cookie";
import type { Client } from "@/lib/http/route";
import type { UnreadRequest } from "@/lib/http/unread-request";
import { issueOneTimeToken, takeOneTimeToken } from "@/lib/tenancy/one-time-tokens";
import { lockUser } from "@/lib/tenancy/row-locks";
import { type Admission, admitSignIn } from "./admit-sign-in";
import { enterDashboard } from "./enter-dashboard";
import { requireStarted } from "./require-started";

const challengeCookie: OwnCookie = { name: "latchkey.passkey", path: "/api/dashboard/sign-in", sameSite: "Strict" };
const SignInChallenge = z.object({ use: z.literal("sign-in"), challenge: z.string() });

/** Begins a sign-in with a passkey: the challenge is good once, for the browser that gets its cookie along. */
export async function beginPasskeySignIn(): Promise<Answer> {
  requirePasskeysPossible();
  const { prisma } = runtime().database;
  const challenge = await newChallenge();
  const data = { use: "sign-in", challenge } satisfies z.output<typeof SignInChallenge>;
  const { token } = await issueOneTimeToken(prisma, {
    purpose: challengePurpose,
    userId: null,
    lifetimeMs: ceremonyMs,
    data,
  });
  const options = await assertionOptions(prisma, challenge, null);
  return jsonAnswer(200, { options }, { "cache-control": "no-store" }, [cookieOf(token, ceremonyMs / 1000)]);
}

/** Signs in by a passkey, which says whose it is, and leads to `target`; 401 where it does not hold. */
export async function finishPasskeySignIn(
  passkey: Assertion,
  target: string,
  request: UnreadRequest,
  asker: Client,
): Promise<Answer> {
  const cookies = request.headers.get("cookie");
  const { client, cookie: deviceCookie } = nameBrowser(asker, cookies);
  const { changes, database } = runtime();
  const known = await database.prisma.passkey.findUnique({ where: { id: passkey.id }, select: { userId: true } });
  const token = cookieValue(cookies, cookieName(challengeCookie, runtime().settings)) ?? "";
  const admission = await changes.commit<Admission | null>(async (tx) => {
    if (known) await lockUser(tx, known.userId);
    const begun = SignInChallenge.safeParse((await takeOneTimeToken(tx, challengePurpose, token))?.data).data;
    const holds = known && begun && (await checkAssertion(tx, passkey, begun.challenge, known.userId));
    if (!holds) return { result: null, subjects: [] };
    return admitSignIn(tx, known.userId, { method: "passkey", kind: "dashboard", client });
  });
  if (!admission) {
    if (known) void tellFailedSignIn(known.userId, client, "passkey");
    throw new ApiError("wrong_login", "That passkey does not sign you in here; try again, or sign in another way");
  }
  const entry = { cookies, location: target, client };
  return enterDashboard(requireStarted(admission), "passkey", entry, [cookieOf("", 0), deviceCookie]);
}

function cookieOf(value: string, lifetimeSeconds: number): string {
  return setCookie(challengeCookie, value, lifetimeSeconds, runtime().settings);
}
