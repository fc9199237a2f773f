import "server-only";
import type { UserPrincipal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import { recordAccountEvent } from "@/lib/features/accounts/account-events";
import type { Confirmation } from "@/lib/features/accounts/confirm-contract";
import { requirePassword } from "@/lib/features/accounts/password";
import { type Answer, jsonAnswer } from "@/lib/http/answer";
import { invalidToken } from "@/lib/http/bearer";
import { confirmedForMs } from "@/lib/http/confirmed-session";
import type { Client } from "@/lib/http/route";
import { wholeSecond } from "@/lib/platform/whole-second";
import { lockUser } from "@/lib/tenancy/row-locks";
import { renewSession } from "./renew-session";
import { dashboardSessionCookie } from "./session-cookie";

/**
 * Takes a proof of who is there, counted like a sign-in: 400 on its field when it is wrong, 429 after too many. The answer
 * brings the cookie of the session that goes on.
 */
export async function confirmIdentity(
  principal: UserPrincipal,
  { password = "" }: Confirmation,
  client: Client,
): Promise<Answer> {
  await requirePassword(principal, password, "password", client);
  const cookies = await confirmSession(principal, "password", client);
  const confirmedUntil = new Date(runtime().clock.now() + confirmedForMs);
  const body = { confirmed_until: wholeSecond(confirmedUntil) };
  return jsonAnswer(200, body, { "cache-control": "no-store" }, cookies);
}

/** How a user proved again who they are, as their audit log names it. */
type Method = "password";

const wordsOfMethods: Record<Method, string> = { password: "pwd" };

/** Renews a session as a confirmed one; the cookies by which its browser goes on. */
async function confirmSession(principal: UserPrincipal, method: Method, client: Client): Promise<string[]> {
  const { userId, credentialId } = principal;
  const renewed = await runtime().changes.commit(async (tx) => {
    // Before their session, as the end of the account does.
    await lockUser(tx, userId);
    const user = await tx.user.findUnique({ where: { id: userId } });
    if (!user) throw invalidToken("unknown");
    const session = await renewSession(tx, principal, wordsOfMethods[method]);
    if (session) await recordAccountEvent(tx, "session.confirmed", userId, client, { method });
    return { result: session && { user, session }, subjects: [`session:${credentialId}`] };
  });
  return renewed ? [await dashboardSessionCookie(renewed.user, renewed.session)] : [];
}
