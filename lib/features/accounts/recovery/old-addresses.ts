import "server-only";
import { runtime } from "@/lib/access/runtime";
import type { PrismaSession } from "@/lib/platform/database";
import { AddressChange } from "./take-back-address";

/** The addresses that an account had until lately, and whose owners can still undo that it has another. */
export async function oldAddressesOf(tx: PrismaSession, userId: string): Promise<string[]> {
  const found = await tx.$queryRaw<{ email: string }[]>`
    SELECT DISTINCT data->>'from' AS email FROM one_time_tokens
     WHERE user_id = ${userId} AND purpose = 'email change undo' AND expires_at > ${now()}::timestamptz ORDER BY 1`;
  return found.map(({ email }) => email);
}

/** The earliest change that took an address from an account and can be undone still, with its moment; null for none. */
export async function undoableChange(
  tx: PrismaSession,
  userId: string,
  from: string,
): Promise<(AddressChange & { changedAt: Date }) | null> {
  const changes = await tx.oneTimeToken.findMany({
    where: { userId, purpose: "email change undo", expiresAt: { gt: now() } },
    orderBy: { createdAt: "asc" },
  });
  const found = changes.map(({ data, createdAt }) => ({ ...AddressChange.parse(data), changedAt: createdAt }));
  return found.find((change) => change.from === from) ?? null;
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
