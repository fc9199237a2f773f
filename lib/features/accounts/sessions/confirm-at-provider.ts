import "server-only";
import type { UserPrincipal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import { requireConfigured } from "@/lib/features/accounts/oauth-providers";
import type { ProviderId } from "@/lib/features/accounts/provider-contract";
import type { ProviderProfile } from "@/lib/features/accounts/provider-profile";
import { ApiError } from "@/lib/http/api-error";
import type { Client } from "@/lib/http/route";
import { confirmingMethods } from "@/lib/tenancy/confirming-methods";
import { isLiveSession } from "@/lib/tenancy/live-sessions";
import { lockUser } from "@/lib/tenancy/row-locks";
import { identityProviderOf } from "@/lib/tenancy/sign-in-providers";
import { confirmSession, cookiesOf, type Renewed } from "./confirm-session";

/**
 * The provider by which a user may confirm who they are. 404 for one that they have not connected, 409 for users who have
 * a password or a second factor: a weaker proof stands for neither.
 */
export async function requireConfirmingProvider({ userId }: UserPrincipal, name: string): Promise<ProviderId> {
  const provider = requireConfigured(name);
  const { pool, prisma } = runtime().database;
  const where = { userId, provider: identityProviderOf(provider) };
  if ((await prisma.identity.count({ where })) === 0) throw new ApiError("not_found", "This provider is not connected");
  const [method] = await confirmingMethods(pool, userId);
  if (method === "provider") return provider;
  throw new ApiError("conflict", "Confirm with your password or your second factor");
}

/** How far a provider's clock may be behind ours. */
const clockSkewMs = 60_000;

/**
 * Whether a provider had its user sign in anew after it was asked to. An OpenID Connect provider says when they did, as the
 * request obliges it to; GitHub never says, and Google need not. Times are in milliseconds since the epoch.
 */
export function wasAskedAgain(provider: ProviderId, signedInThereMs: number | null, askedAtMs: number): boolean {
  if (signedInThereMs === null) return provider === "github" || provider === "google";
  return signedInThereMs >= askedAtMs - clockSkewMs;
}

/** The cookies by which a session goes on that whom the provider vouches for has confirmed; null where it is not its user. */
export async function confirmWithProfile(
  asking: Pick<UserPrincipal, "userId" | "credentialId">,
  { provider, subject }: ProviderProfile,
  client: Client,
): Promise<string[] | null> {
  const { userId, credentialId } = asking;
  const renewed = await runtime().changes.commit<Renewed | "other">(async (tx) => {
    await lockUser(tx, userId);
    const where = { provider: identityProviderOf(provider), subject, userId };
    const isUser = (await tx.identity.count({ where })) > 0 && (await isLiveSession(tx, asking));
    if (!isUser) return { result: "other", subjects: [] };
    return { result: await confirmSession(tx, asking, provider, client), subjects: [`session:${credentialId}`] };
  });
  return renewed === "other" ? null : cookiesOf(renewed);
}
