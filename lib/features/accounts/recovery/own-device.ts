import "server-only";
import { runtime } from "@/lib/access/runtime";
import { ApiError } from "@/lib/http/api-error";
import type { PrismaSession } from "@/lib/platform/database";
import type { AskingSession } from "@/lib/tenancy/live-sessions";
import { undoableMs } from "./take-back-address";

/**
 * Asks that an account's address is proved, or that the session that would change it is on the owner's own device. That
 * is the one that registered, or one that the account has known for seven days. A change from an address that was never
 * proved cannot be undone, so a stolen password alone must not make it. Throws 409.
 */
export async function requireProvedOrOwnDevice(
  tx: PrismaSession,
  { userId, credentialId: id }: AskingSession,
  { emailVerifiedAt }: { emailVerifiedAt: Date | null },
): Promise<void> {
  if (emailVerifiedAt !== null) return;
  const session = await tx.session.findUnique({ where: { id, userId }, select: { deviceHash: true } });
  const firstSeenAt = { lte: new Date(runtime().clock.now() - undoableMs) };
  const deviceHash = session?.deviceHash ?? null;
  const isOwn =
    deviceHash !== null &&
    (await tx.knownDevice.count({ where: { userId, deviceHash, OR: [{ metBySignIn: false }, { firstSeenAt }] } })) > 0;
  if (!isOwn) throw new ApiError("conflict", proveFirst);
}

const proveFirst =
  "Verify the address of today first, or change it on the device that you registered with, or on one that you have signed in with for seven days";
