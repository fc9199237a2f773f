import "server-only";
import type { PrismaSession } from "./database";

/** Holds up other transactions that ask for the same name until this one ends: what is counted stays true until then. */
export async function lockUntilCommit(tx: PrismaSession, name: string): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${name}, 0))`;
}
