import "server-only";
import type { UserPrincipal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import { ApiError } from "@/lib/http/api-error";
import { invalidToken } from "@/lib/http/bearer";
import type { Client } from "@/lib/http/route";
import { inTransaction } from "@/lib/platform/transaction";
import { wholeSecond } from "@/lib/platform/whole-second";
import { lockUser } from "@/lib/tenancy/row-locks";
import { recordAccountEvent } from "./account-events";
import { configuredProviders, providerNamed } from "./oauth-providers";
import { ProviderId, providerLabels, type SignInMethods } from "./provider-contract";
import { mailSignInMethodChange } from "./sign-in-mail";

/** The ways in which the user can sign in: a password, and each provider that is configured or was connected once. */
export async function listSignInMethods({ userId }: UserPrincipal): Promise<SignInMethods> {
  const user = await runtime().database.prisma.user.findUnique({
    where: { id: userId },
    include: { identities: true },
  });
  if (!user) throw invalidToken("unknown");
  const configured = configuredProviders();
  const methods = ProviderId.options.map((provider) => {
    const identity = user.identities.find((candidate) => candidate.provider === provider);
    const connected = identity
      ? {
          email: identity.email,
          since: identity.createdAt.toISOString(),
          last_used_at: identity.lastUsedAt ? wholeSecond(identity.lastUsedAt) : null,
        }
      : null;
    return { provider, configured: configured.includes(provider), connected };
  });
  return {
    has_password: user.passwordHash !== null,
    data: methods.filter((method) => method.configured || method.connected),
  };
}

/** Gives up a provider's account; 409 when nothing else would let the user in, 404 when none is connected. */
export async function disconnectIdentity(
  { userId }: UserPrincipal,
  providerName: string,
  client: Client,
): Promise<void> {
  const provider = providerNamed(providerName);
  await inTransaction(runtime(), async (tx) => {
    // Of two that give up the last two ways in at once, the second waits and sees that one is left.
    await lockUser(tx, userId);
    const user = await tx.user.findUnique({ where: { id: userId }, include: { identities: true } });
    if (!user) throw invalidToken("unknown");
    const { count } = await tx.identity.deleteMany({ where: { userId, provider } });
    if (count === 0) throw new ApiError("not_found", `${providerLabels[provider]} is not connected`);
    // A provider that the operator has switched off is no way in.
    const others = configuredProviders().filter(
      (id) => id !== provider && user.identities.some((i) => i.provider === id),
    );
    if (user.passwordHash === null && others.length === 0) {
      throw new ApiError("conflict", `${providerLabels[provider]} is your only way to sign in; set a password first`);
    }
    await mailSignInMethodChange(tx, user.email, { disconnected: provider });
    await recordAccountEvent(tx, "user.provider_disconnected", userId, client, { provider });
  });
}
