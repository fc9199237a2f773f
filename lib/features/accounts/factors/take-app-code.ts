import "server-only";
import { runtime } from "@/lib/access/runtime";
import { sealPurposes } from "@/lib/access/sealed-values";
import type { PrismaSession } from "@/lib/platform/database";
import { errorFields } from "@/lib/platform/log-error.mjs";
import { stepOfCode } from "./totp";

/**
 * Whether a code is the user's app's, of now or of the step beside it. Each step counts once, and none before the latest counts
 * again: of two at once the database lets one pass (RFC 6238 section 5.2).
 */
export async function takeAppCode(tx: PrismaSession, userId: string, code: string): Promise<boolean> {
  const { clock } = runtime();
  const row = await tx.authenticator.findUnique({ where: { userId } });
  if (!row?.confirmedAt) return false;
  const secret = openSecret(row.sealedSecret, userId);
  const step = secret === null ? null : stepOfCode(secret, code, clock.now());
  if (step === null) return false;
  const { count } = await tx.authenticator.updateMany({
    where: { userId, OR: [{ lastStep: null }, { lastStep: { lt: step } }] },
    data: { lastStep: step, lastUsedAt: new Date(clock.now()) },
  });
  return count === 1;
}

/** Null for one that was sealed under a key that is lost: no code is right then, and other ways in are left. */
function openSecret(sealed: string, userId: string): string | null {
  const { seals, log } = runtime();
  try {
    return seals.open(sealed, sealPurposes.authenticator(userId));
  } catch (error) {
    log("error", "authenticator_unreadable", { user: userId, ...errorFields(error) });
    return null;
  }
}
