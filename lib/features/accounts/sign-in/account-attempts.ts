import "server-only";
import { createHmac } from "node:crypto";
import { runtime } from "@/lib/access/runtime";
import { type FailedMethod, tellFailedSignIn } from "@/lib/features/accounts/account-events";
import { deviceOfAccount } from "@/lib/features/accounts/sessions/device-hash";
import { ApiError } from "@/lib/http/api-error";
import { limitHeaders } from "@/lib/http/limit-headers";
import type { Client } from "@/lib/http/route";
import type { PrismaSession } from "@/lib/platform/database";
import { foldedEmail } from "@/lib/platform/email-address";
import { networkOf } from "@/lib/watch/network";
import { chargeFailure, freeFailures, giveBackFailure, isGuessing, noteNetworkFailure } from "./failure-counter";
import { noticeFailures } from "./failure-notice";

/**
 * Where attempts are counted: those of sessions, and those of each device that an account knows, apart from all others.
 * Strangers who guess must not keep the owner out.
 */
type CountedAt = "stranger" | "session" | { device: string };

/** An attempt to prove that somebody is the owner of an account. */
export type Attempt = {
  /** The account's address, or what was typed as one. */
  email: string;
  /** Null where the address is no account. */
  userId: string | null;
  /** A stranger with a device that the account knows is none. */
  from: "stranger" | "session";
  client: Client | null;
  method: FailedMethod;
};

/**
 * What an attempt has shown. `right`: one proof of several that are needed, so the failures before it still count.
 * `complete`: all of them.
 */
export type Verdict = "wrong" | "right" | "complete";

/**
 * Looks at a password or another proof, where the account's limits let it. Each attempt counts as a failure before it
 * is looked at; one that was not wrong is given back. After ten failures the next one waits a second, then twice as
 * long each time, up to a quarter of an hour. Networks that guess there wait twice that, and nothing is ever locked.
 * 429 with `Retry-After` for one that comes before its time, whatever it holds. All is the same for addresses that are
 * no account. A wrong one is told to the account.
 */
export async function countedAttempt<R>(
  attempt: Attempt,
  look: () => Promise<{ verdict: Verdict; result: R }>,
): Promise<R> {
  const at = await countedAt(attempt);
  const accountHash = hashOf(attempt.email, at);
  const networkHash = at === "stranger" ? networkHashOf(attempt) : null;
  const charge = await chargeFailure(accountHash, networkHash !== null && (await isGuessing(networkHash)));
  if ("nextAttemptMs" in charge) throw tooEarly(charge.nextAttemptMs);
  const { verdict, result } = await look().catch(async (error: unknown) => {
    // A full queue, or a client that is gone: nothing was looked at.
    await giveBackFailure(accountHash, "unknown");
    throw error;
  });
  if (verdict === "right") await giveBackFailure(accountHash, "right");
  if (verdict === "complete") await runtime().database.prisma.signInFailure.deleteMany({ where: { accountHash } });
  if (verdict === "wrong" && networkHash !== null) await noteNetworkFailure(networkHash);
  if (verdict === "wrong" && attempt.userId !== null) tellOwner(attempt.userId, attempt, at, charge.failures);
  return result;
}

/** Forgets all failures at an account, and those at each device that it knows: nobody waits there any more. */
export async function forgetFailures(tx: PrismaSession, { id, email }: { id: string; email: string }): Promise<void> {
  const devices = await tx.knownDevice.findMany({ where: { userId: id }, select: { deviceHash: true } });
  const all: CountedAt[] = ["stranger", "session", ...devices.map(({ deviceHash }) => ({ device: deviceHash }))];
  await tx.signInFailure.deleteMany({ where: { accountHash: { in: all.map((at) => hashOf(email, at)) } } });
}

/** The device is looked for where there is no account too, which takes the same time. */
async function countedAt({ userId, from, client }: Attempt): Promise<CountedAt> {
  if (from === "session" || !client) return from;
  const where = deviceOfAccount(userId ?? "", client);
  const known = await runtime().database.prisma.knownDevice.findFirst({ where });
  return known ? { device: known.deviceHash } : from;
}

/** Without holding up the answer, whose time must not say whether there is an account. */
function tellOwner(userId: string, { client, method }: Attempt, at: CountedAt, failures: number): void {
  void tellFailedSignIn(userId, client, method);
  const from = typeof at === "object" ? "device" : at;
  if (failures >= freeFailures) void noticeFailures({ userId, from, failures, client });
}

/** Where a stranger comes from; null where that is not known. */
function networkHashOf({ email, client }: Attempt): string | null {
  const network = networkOf(client?.address ?? null);
  return network === null ? null : hashOf(email, { network });
}

/** A keyed hash: the table names nobody. */
function hashOf(email: string, at: CountedAt | { network: string }): string {
  const place = typeof at === "string" ? at : "device" in at ? `device ${at.device}` : `network ${at.network}`;
  const { keyPepper } = runtime().settings;
  return createHmac("sha256", keyPepper)
    .update(`sign-in\n${foldedEmail(email)}\n${place}`)
    .digest("base64url");
}

/** The refusal of an attempt before its time, with the headers of a limit of signing in. */
function tooEarly(nextAttemptMs: number): ApiError {
  const atMs = runtime().clock.now();
  const used = { limit: freeFailures, used: freeFailures, remaining: 0 };
  const denied = { name: "minute", ...used, resetAtMs: nextAttemptMs, lengthSeconds: 60 } as const;
  // By it programs and the page know that another network would be no way around.
  const members = { limited_by: "account" } as const;
  const retryAfterMs = Math.max(0, nextAttemptMs - atMs);
  const headers = limitHeaders({ allowed: false, atMs, windows: [denied], denied, retryAfterMs }, "sign-in");
  return new ApiError("rate_limited", undefined, { members, headers });
}
