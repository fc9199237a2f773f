import "server-only";
import type { PrismaSession } from "./database";

/** Holds up other transactions that ask for the same name until this one ends: what is counted stays true until then. */
export async function lockUntilCommit(tx: PrismaSession, name: string): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${name}, 0))`;
}

/** Holds a name together with others who share it: who asks for it alone waits for all of them, and they for that one. */
export async function shareUntilCommit(tx: PrismaSession, name: string): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock_shared(hashtextextended(${name}, 0))`;
}

/** As the first, without waiting: false when another transaction holds the name. */
export async function tryLockUntilCommit(tx: PrismaSession, name: string): Promise<boolean> {
  const [row] = await tx.$queryRaw<{ taken: boolean }[]>`
    SELECT pg_try_advisory_xact_lock(hashtextextended(${name}, 0)) AS taken`;
  return row?.taken === true;
}
