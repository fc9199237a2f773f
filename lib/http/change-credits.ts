import "server-only";
import type { CreditGrant } from "@/lib/access/credits";
import type { PrismaSession } from "@/lib/platform/database";
import {
  type ChangedCredits,
  creditsAfter,
  creditsWith,
  firstCredits,
  holdCredits,
  removeCredits,
  storeCredits,
} from "@/lib/tenancy/credits";
import { ApiError, invalidField } from "./api-error";
import type { CreditsChange, TopUp } from "./credits";

/** Whose credits change, of which organization. */
export type CreditOwner = { holder: string; organizationId: string };

/**
 * Changes what is named of credits, or takes them away with null, in force from the next decision of every process. What is
 * not named stays; who has none yet is given a number: 400.
 */
export async function changeCredits(
  tx: PrismaSession,
  { holder, organizationId }: CreditOwner,
  change: CreditsChange | null,
  nowMs: number,
): Promise<ChangedCredits> {
  const before = await holdCredits(tx, holder);
  if (change === null) {
    await removeCredits(tx, holder);
    return { before, after: null };
  }
  if (!before && change.remaining === undefined) {
    throw invalidField("credits.remaining", "is required where there are no credits yet");
  }
  const after = before ? creditsAfter(before, change, nowMs) : firstCredits(holder, change, nowMs);
  await storeCredits(tx, organizationId, [after]);
  return { before, after };
}

/** Adds credits to those that are left, or sets how many are. 409 for who has none, and for more than can be counted. */
export async function topUpCredits(
  tx: PrismaSession,
  { holder, organizationId }: CreditOwner,
  { add = 0, set }: TopUp,
  nowMs: number,
): Promise<ChangedCredits & { after: CreditGrant }> {
  const before = await holdCredits(tx, holder);
  if (!before) throw new ApiError("conflict", "There are no credits to change; give some by PATCH first");
  const after = set === undefined ? creditsWith(before, add, nowMs) : creditsAfter(before, { remaining: set }, nowMs);
  if (!after) throw new ApiError("conflict", "That would be more than 1,000,000,000,000 credits");
  await storeCredits(tx, organizationId, [after]);
  return { before, after };
}
