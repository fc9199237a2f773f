import "server-only";
import { ApiError } from "@/lib/http/api-error";
import { invalidToken } from "@/lib/http/bearer";
import type { PrismaSession } from "@/lib/platform/database";
import { identityProvidersOffered } from "@/lib/tenancy/sign-in-providers";

/** Whether a user could sign in: by a password, a passkey, or an account of a provider that this deployment offers. */
export async function hasWayIn(tx: PrismaSession, userId: string): Promise<boolean> {
  const user = await tx.user.findUnique({ where: { id: userId }, include: { identities: true } });
  if (!user) throw invalidToken("unknown");
  return hasWayInBesidePasskeys(user) || (await tx.passkey.count({ where: { userId } })) > 0;
}

/** Whether a user has a password, or an account of a provider that this deployment offers: one that is switched off is no way in. */
export function hasWayInBesidePasskeys(user: {
  passwordHash: string | null;
  identities: { provider: string }[];
}): boolean {
  const offered = identityProvidersOffered();
  return user.passwordHash !== null || user.identities.some(({ provider }) => offered.includes(provider));
}

/** Throws 409 where nothing is left by which the user could sign in. The caller holds the user, and has removed what is named. */
export async function requireAnotherWayIn(tx: PrismaSession, userId: string, removed: string): Promise<void> {
  if (await hasWayIn(tx, userId)) return;
  throw new ApiError("conflict", `${removed} is your only way to sign in; set a password first`);
}
