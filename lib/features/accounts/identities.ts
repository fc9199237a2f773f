import "server-only";
import type { UserPrincipal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import { ApiError } from "@/lib/http/api-error";
import { invalidToken } from "@/lib/http/bearer";
import { requireLiveSession } from "@/lib/http/require-live-session";
import type { Client } from "@/lib/http/route";
import { wholeSecond } from "@/lib/platform/whole-second";
import { endSessions } from "@/lib/tenancy/end-sessions";
import { endOneTimeTokens } from "@/lib/tenancy/one-time-tokens";
import { configuredProviders, offeredAs } from "@/lib/tenancy/sign-in-providers";
import { recordAccountEvent } from "./account-events";
import { requireAnotherWayIn } from "./factors/ways-in";
import type { SignInMethods } from "./provider-contract";
import { actingOrigin } from "./sessions/session-origin";
import { mailSignInMethodChange } from "./sign-in-mail";

/** The ways in which the user can sign in: a password, and each provider that is configured or was connected once. */
export async function listSignInMethods({ userId }: UserPrincipal): Promise<SignInMethods> {
  const user = await runtime().database.prisma.user.findUnique({
    where: { id: userId },
    include: { identities: true, passkeys: { select: { id: true } } },
  });
  if (!user) throw invalidToken("unknown");
  const connected = user.identities.flatMap((identity) => {
    const offered = offeredAs(identity.provider);
    return offered ? [{ identity, ...offered }] : [];
  });
  const unused = configuredProviders().filter(({ id }) => !connected.some((method) => method.id === id));
  const methods = [
    ...connected.map(({ id, label, configured, identity }) => ({
      provider: id,
      label,
      configured,
      connected: {
        email: identity.email,
        since: identity.createdAt.toISOString(),
        last_used_at: identity.lastUsedAt ? wholeSecond(identity.lastUsedAt) : null,
      },
    })),
    ...unused.map(({ id, label }) => ({ provider: id, label, configured: true, connected: null })),
  ];
  const order = [...configuredProviders().map(({ id }) => id), ...connected.map(({ id }) => id)];
  const data = methods.toSorted((one, other) => order.indexOf(one.provider) - order.indexOf(other.provider));
  return { has_password: user.passwordHash !== null, has_passkey: user.passkeys.length > 0, data };
}

/**
 * Gives up a provider's account, and ends the user's other sessions and sign-ins that are half way, which may have
 * begun with it. 409 when nothing else would let the user in, 404 when none is connected.
 */
export async function disconnectIdentity(
  principal: UserPrincipal,
  providerName: string,
  client: Client,
): Promise<void> {
  const { userId, credentialId } = principal;
  await runtime().changes.commit(async (tx) => {
    // Of two that give up the last two ways in at once, the second waits and sees that one is left.
    await requireLiveSession(tx, principal);
    const user = await tx.user.findUnique({ where: { id: userId }, include: { identities: true } });
    if (!user) throw invalidToken("unknown");
    const leaving = user.identities.find((identity) => offeredAs(identity.provider)?.id === providerName);
    const offered = leaving && offeredAs(leaving.provider);
    if (!leaving || !offered) throw new ApiError("not_found", "No such provider is connected");
    const { id: provider, label } = offered;
    await tx.identity.deleteMany({ where: { userId, provider: leaving.provider } });
    await requireAnotherWayIn(tx, userId, label);
    await endSessions(tx, userId, { butNot: credentialId });
    await endOneTimeTokens(tx, userId, ["second factor"]);
    await mailSignInMethodChange(tx, user, { disconnected: label }, await actingOrigin(tx, principal));
    await recordAccountEvent(tx, "user.provider_disconnected", userId, client, { provider });
    return { result: undefined, subjects: [`user:${userId}`] };
  });
}
