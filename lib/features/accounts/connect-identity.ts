import "server-only";
import { runtime } from "@/lib/access/runtime";
import type { Client } from "@/lib/http/route";
import type { PrismaSession } from "@/lib/platform/database";
import { identityProviderOf, labelOf } from "@/lib/tenancy/sign-in-providers";
import { recordAccountEvent } from "./account-events";
import type { ProviderProfile } from "./provider-profile";
import { addedBy, type SessionOrigin } from "./sessions/session-origin";
import { mailSignInMethodChange } from "./sign-in-mail";

/** How an account of a provider came to be a user's way in. */
type Connecting = { by: "settings" | "sign_in"; client: Client; origin: SessionOrigin | null };

/**
 * Makes a provider's account a way in for a user who is there already, and tells them by mail. False where it
 * belongs to somebody by now; then nothing happens. The caller holds the user.
 */
export async function connectIdentity(
  tx: PrismaSession,
  user: { id: string; email: string },
  profile: ProviderProfile,
  { by, client, origin }: Connecting,
): Promise<boolean> {
  const { count } = await tx.identity.createMany({ data: identityRow(user.id, profile, origin), skipDuplicates: true });
  if (count === 0) return false;
  const { provider } = profile;
  await mailSignInMethodChange(tx, user, { connected: labelOf(provider) }, origin);
  await recordAccountEvent(tx, "user.provider_connected", user.id, client, { provider, by });
  return true;
}

/** A provider's account as it is stored for a user; `origin` is the session that adds it, null for a registration. */
export function identityRow(
  userId: string,
  { provider, subject, email }: ProviderProfile,
  origin: SessionOrigin | null,
) {
  const now = new Date(runtime().clock.now());
  const stored = identityProviderOf(provider);
  return { provider: stored, subject, userId, email, createdAt: now, lastUsedAt: now, ...addedBy(origin) };
}
