import "server-only";
import { runtime } from "@/lib/access/runtime";
import type { PrismaSession } from "@/lib/platform/database";

/** The addresses that an account had until lately, and whose owners can still undo that it has another. */
export async function oldAddressesOf(tx: PrismaSession, userId: string): Promise<string[]> {
  const found = await tx.$queryRaw<{ email: string }[]>`
    SELECT DISTINCT data->>'from' AS email FROM one_time_tokens
     WHERE user_id = ${userId} AND purpose = 'email change undo' AND expires_at > ${now()}::timestamptz ORDER BY 1`;
  return found.map(({ email }) => email);
}

/**
 * Whether an address was another account's until lately, and may become it again: nobody else takes it meanwhile, so
 * that a change of address can be undone.
 */
export async function isOldAddress(tx: PrismaSession, email: string, ownUserId: string | null): Promise<boolean> {
  const found = await tx.$queryRaw<object[]>`
    SELECT FROM one_time_tokens
     WHERE purpose = 'email change undo' AND data->>'from' = ${email} AND expires_at > ${now()}::timestamptz
       AND user_id IS DISTINCT FROM ${ownUserId}::text
     LIMIT 1`;
  return found.length > 0;
}

function now(): Date {
  return new Date(runtime().clock.now());
}
