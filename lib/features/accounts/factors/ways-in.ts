import "server-only";
import { ApiError } from "@/lib/http/api-error";
import { invalidToken } from "@/lib/http/bearer";
import type { PrismaSession } from "@/lib/platform/database";
import { configuredProviders, identityProviderOf } from "@/lib/tenancy/sign-in-providers";

/** Whether a user could sign in: by a password, a passkey, or an account of a provider that this deployment offers. */
export async function hasWayIn(tx: PrismaSession, userId: string): Promise<boolean> {
  const user = await tx.user.findUnique({ where: { id: userId }, include: { identities: true } });
  if (!user) throw invalidToken("unknown");
  // A provider that the operator has switched off is no way in.
  const offered = configuredProviders().map(({ id }) => identityProviderOf(id));
  const hasProvider = user.identities.some(({ provider }) => offered.includes(provider));
  return user.passwordHash !== null || hasProvider || (await tx.passkey.count({ where: { userId } })) > 0;
}

/** Throws 409 where nothing is left by which the user could sign in. The caller holds the user, and has removed what is named. */
export async function requireAnotherWayIn(tx: PrismaSession, userId: string, removed: string): Promise<void> {
  if (await hasWayIn(tx, userId)) return;
  throw new ApiError("conflict", `${removed} is your only way to sign in; set a password first`);
}
