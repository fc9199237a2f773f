import "server-only";
import { runtime } from "@/lib/access/runtime";
import { Prisma } from "@/lib/generated/prisma/client";

/** As many as one address may make in a minute: who mistypes meets no other limit before. */
export const freeFailures = 10;
const longestWaitSeconds = 900;
/** After so long without a failure an account begins anew. */
const rememberedMs = 86_400_000;

/** An attempt that was counted, with how many failures there are now; or from when on one is looked at, in milliseconds. */
export type Charge = { failures: number } | { nextAttemptMs: number };

/** A network that failed so often at an account within a day guesses there. */
const guessingFrom = 5;

/** Whether a network guesses at an account, by the row that `noteNetworkFailure` keeps. */
export async function isGuessing(networkHash: string): Promise<boolean> {
  const { clock, database } = runtime();
  const since = new Date(clock.now() - rememberedMs);
  const where = { accountHash: networkHash, failures: { gte: guessingFrom }, lastFailedAt: { gte: since } };
  return (await database.prisma.signInFailure.count({ where })) > 0;
}

/** Notes a failure at an account for the network that it came from, which makes nobody wait by itself. */
export async function noteNetworkFailure(networkHash: string): Promise<void> {
  const { clock, database } = runtime();
  const now = new Date(clock.now());
  const forgotten = new Date(clock.now() - rememberedMs);
  await database.prisma.$executeRaw`
    INSERT INTO sign_in_failures AS held (account_hash, failures, last_failed_at, next_attempt_at)
    VALUES (${networkHash}, 1, ${now}, ${now})
    ON CONFLICT (account_hash) DO UPDATE SET last_failed_at = ${now},
      failures = CASE WHEN held.last_failed_at < ${forgotten}::timestamptz THEN 1 ELSE held.failures + 1 END`;
}

/**
 * Counts a failure before anything is looked at. It is one statement that waits for the row, so it is exact in any number
 * of processes: of many attempts at once no more pass than may. For who guesses there each wait is twice as long: whoever
 * asks all the time must not take every turn from an owner who asks once.
 */
export async function chargeFailure(accountHash: string, guesses = false): Promise<Charge> {
  const { clock, database } = runtime();
  const now = new Date(clock.now());
  const forgotten = new Date(clock.now() - rememberedMs);
  const [charged] = await database.prisma.$queryRaw<{ failures: number }[]>`
    INSERT INTO sign_in_failures AS held (account_hash, failures, last_failed_at, next_attempt_at)
    VALUES (${accountHash}, 1, ${now}, ${now})
    ON CONFLICT (account_hash) DO UPDATE SET (failures, last_failed_at, next_attempt_at) = (
      SELECT counted, ${now}::timestamptz, ${now}::timestamptz + ${waitAfter(Prisma.sql`counted`)}
        FROM (SELECT CASE WHEN held.last_failed_at < ${forgotten}::timestamptz THEN 1 ELSE held.failures + 1 END) n (counted))
    WHERE held.next_attempt_at + ${extraWait(guesses, Prisma.sql`held.failures`)} <= ${now}::timestamptz
    RETURNING failures`;
  if (charged) return charged;
  const [waiting] = await database.prisma.$queryRaw<{ at: Date }[]>`
    SELECT next_attempt_at + ${extraWait(guesses, Prisma.sql`failures`)} AS at
      FROM sign_in_failures WHERE account_hash = ${accountHash}`;
  return { nextAttemptMs: waiting?.at.getTime() ?? now.getTime() };
}

/**
 * Takes a charge back. After a right proof the next attempt may follow at once. After one that was not looked at the wait
 * is that of the failures that remain: nobody shortens it with such attempts.
 */
export async function giveBackFailure(accountHash: string, proof: "right" | "unknown"): Promise<void> {
  const { clock, database } = runtime();
  const next =
    proof === "right"
      ? Prisma.sql`${new Date(clock.now())}::timestamptz`
      : Prisma.sql`last_failed_at + ${waitAfter(Prisma.sql`failures - 1`)}`;
  await database.prisma.$executeRaw`
    UPDATE sign_in_failures SET failures = failures - 1, next_attempt_at = ${next}
     WHERE account_hash = ${accountHash} AND failures > 0`;
}

function extraWait(guesses: boolean, failures: Prisma.Sql): Prisma.Sql {
  return guesses ? waitAfter(failures) : Prisma.sql`interval '0'`;
}

/** How long the next attempt waits after so many failures: not at all, a second, then twice as long each time. */
function waitAfter(failures: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`CASE WHEN ${failures} < ${freeFailures} THEN interval '0'
    ELSE least(${longestWaitSeconds}, power(2, least(${failures} - ${freeFailures}, 20))) * interval '1 second' END`;
}
