import "server-only";
import { runtime } from "@/lib/access/runtime";
import type { SessionKind } from "@/lib/generated/prisma/enums";
import { ApiError } from "@/lib/http/api-error";
import type { Client } from "@/lib/http/route";
import { findUserByEmail } from "@/lib/tenancy/find-user";
import type { AccountUser } from "./account-user";
import { passwordTurn } from "./password-turn";
import { type Attempt, countedAttempt, type Verdict } from "./sign-in/account-attempts";
import { type Admission, admitSignIn } from "./sign-in/admit-sign-in";
import { bearerSignIn } from "./sign-in/require-started";
import type { Login } from "./sign-in-contract";

/** Signs in for bearer calls; 401 without saying which part was wrong, or asking for the second factor. */
export async function login(credentials: Login, client: Client): Promise<{ user: AccountUser; token: string }> {
  const admission = await signInWithPassword(credentials, "api", client);
  if (!admission) throw new ApiError("wrong_login");
  return bearerSignIn(admission);
}

/**
 * What the email and the password lead to. Null for a wrong password and for an unknown address alike, after the same
 * time; 429 for both alike after many failures.
 */
export async function signInWithPassword(
  credentials: Login,
  kind: SessionKind,
  client: Client,
): Promise<Admission | null> {
  const { email } = credentials;
  const found = await findUserByEmail(runtime().database.prisma, email);
  const attempt: Attempt = { email, userId: found?.id ?? null, from: "stranger", client, method: "password" };
  return countedAttempt(attempt, async () => {
    const admission = await lookAtPassword(credentials, kind, client);
    return { verdict: verdictOf(admission), result: admission };
  });
}

function verdictOf(admission: Admission | null): Verdict {
  if (!admission) return "wrong";
  return "started" in admission ? "complete" : "right";
}

async function lookAtPassword(
  { email, password }: Login,
  kind: SessionKind,
  client: Client,
  isLastAttempt = false,
): Promise<Admission | null> {
  const { changes, database, passwords } = runtime();
  const found = await findUserByEmail(database.prisma, email);
  const turn = passwordTurn(client, email);
  const match = await passwords.verify(password, found?.passwordHash ?? null, turn);
  if (!found || match === "wrong") return null;
  const passwordHash = match === "outdated" ? await passwords.hash(password, turn) : null;
  const admission = await changes.commit<Admission | "changed">(async (tx) => {
    // A change of the password that was committed while this one was being compared has ended all sessions: no new one.
    const unchanged = await tx.$queryRaw<{ id: string }[]>`
      SELECT id FROM users WHERE id = ${found.id} AND password_hash = ${found.passwordHash} FOR NO KEY UPDATE`;
    if (unchanged.length === 0) return { result: "changed", subjects: [] };
    if (passwordHash !== null) await tx.user.update({ where: { id: found.id }, data: { passwordHash } });
    return admitSignIn(tx, found.id, { method: "password", kind, client });
  });
  if (admission !== "changed") return admission;
  // Another sign-in may have stored the same password in today's form: what is stored now decides.
  return isLastAttempt ? null : lookAtPassword({ email, password }, kind, client, true);
}
