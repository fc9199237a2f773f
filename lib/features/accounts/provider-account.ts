import "server-only";
import { runtime } from "@/lib/access/runtime";
import type { Client } from "@/lib/http/route";
import { isUniqueViolation, type PrismaSession } from "@/lib/platform/database";
import { foldedEmail } from "@/lib/platform/email-address";
import { cleanName } from "@/lib/platform/name-text";
import { findUserByEmail } from "@/lib/tenancy/find-user";
import { type AskingSession, isLiveSession } from "@/lib/tenancy/live-sessions";
import { isWayFor, requiredProviderOf } from "@/lib/tenancy/required-provider";
import { lockUser } from "@/lib/tenancy/row-locks";
import { identityProviderOf } from "@/lib/tenancy/sign-in-providers";
import { recordAccountEvent } from "./account-events";
import { connectIdentity, identityRow } from "./connect-identity";
import { promoteIfListed } from "./listed-admin";
import { createUser } from "./new-user";
import type { ProviderProfile } from "./provider-profile";
import { isOldAddress } from "./recovery/old-addresses";
import { admitNewcomer } from "./registration/admit-newcomer";
import type { RegistrationRefusal } from "./registration-contract";
import { actingOrigin } from "./sessions/session-origin";

/** Why a provider's answer signs no user in. */
export type Refusal = "email_unverified" | "account_exists" | RegistrationRefusal;

type SignedIn<Started> = { ok: true; started: Started } | { ok: false; reason: Refusal };

/** Whom a provider's answer names; `connects` where its account becomes theirs once they are signed in. */
type Found = { userId: string; connects: ProviderProfile | null; subjects: readonly string[] };

/**
 * Signs in the person a provider vouches for. That is the user that the identity belongs to; else a local user who has
 * proved the address that the provider verified; else a new user. A local user whose address is not proved is never
 * taken over. Somebody else may have registered it first to share the account later. What `start` begins connects the
 * provider's account: one factor alone, or a refused sign-in, adds no way in.
 */
export async function signInWithProfile<Started>(
  profile: ProviderProfile,
  client: Client,
  start: (tx: PrismaSession, found: Found) => Promise<{ result: Started; subjects: readonly string[] }>,
): Promise<SignedIn<Started>> {
  // Of two first sign-ins at once, one violates a unique constraint and then finds what the other has made.
  for (let attempt = 1; ; attempt++) {
    try {
      return await runtime().changes.commit<SignedIn<Started>>(async (tx) => {
        const found = await findUser(tx, profile, client);
        if (typeof found === "string") return { result: { ok: false, reason: found }, subjects: [] };
        const { result: started, subjects } = await start(tx, found);
        return { result: { ok: true, started }, subjects: [...found.subjects, ...subjects] };
      });
    } catch (error) {
      if (attempt === 3 || !isUniqueViolation(error)) throw error;
    }
  }
}

async function findUser(tx: PrismaSession, profile: ProviderProfile, client: Client): Promise<Found | Refusal> {
  const { provider, subject, email } = profile;
  const now = new Date(runtime().clock.now());
  const stored = identityProviderOf(provider);
  const identity = await tx.identity.findUnique({
    where: { provider_subject: { provider: stored, subject } },
  });
  // The user is locked first, as where an identity is given up; one who is just being deleted takes it with them.
  if (identity && (await lockUser(tx, identity.userId))) {
    await tx.identity.updateMany({
      where: { provider: stored, subject },
      data: { lastUsedAt: now, ...(email ? { email } : {}) },
    });
    return found(identity.userId, await prove(tx, identity.userId, email, client));
  }
  if (!email || email.endsWith(".invalid")) return "email_unverified";
  const local = await findUserByEmail(tx, email);
  if (!local || !(await lockUser(tx, local.id))) {
    if (await isOldAddress(tx, email, null)) return "account_exists";
    const welcome = await admitNewcomer(tx, { email, emailVerified: true, provider: stored, from: client });
    if (typeof welcome === "string") return welcome;
    const user = await createUser(
      tx,
      { ...welcome, email, name: nameOf(profile), passwordHash: null },
      provider,
      client,
    );
    await tx.identity.create({ data: identityRow(user.id, profile, null) });
    return found(user.id, []);
  }
  if (!local.emailVerifiedAt) return "account_exists";
  if (!isWayFor(await requiredProviderOf(tx, email), stored)) return "provider_required";
  return found(local.id, [], profile);
}

function found(userId: string, subjects: readonly string[], connects: ProviderProfile | null = null): Found {
  return { userId, connects, subjects };
}

/**
 * How connecting ended: `taken` when the identity belongs to somebody else, `has_other` when the user has another of this
 * provider, `session_ended` when the session that asks has ended meanwhile.
 */
export type Connection = "connected" | "taken" | "has_other" | "session_ended";

/** Connects an identity to a signed-in user, who is told by mail. */
export async function connectProfile(
  asking: AskingSession,
  profile: ProviderProfile,
  client: Client,
): Promise<Connection> {
  const { userId } = asking;
  const { provider, subject, email } = profile;
  const stored = identityProviderOf(provider);
  return runtime().changes.commit<Connection>(async (tx) => {
    // Of two that the user connects at once, the second waits and sees the first.
    const isHeld = await lockUser(tx, userId);
    if (!isHeld || !(await isLiveSession(tx, asking))) return { result: "session_ended", subjects: [] };
    const identity = await tx.identity.findUnique({ where: { provider_subject: { provider: stored, subject } } });
    if (identity && identity.userId !== userId) return { result: "taken", subjects: [] };
    if (!identity) {
      const others = await tx.identity.count({ where: { userId, provider: stored } });
      if (others > 0) return { result: "has_other", subjects: [] };
      const user = await tx.user.findUniqueOrThrow({ where: { id: userId } });
      const origin = await actingOrigin(tx, asking);
      // Somebody else was a moment faster.
      if (!(await connectIdentity(tx, user, profile, { by: "settings", client, origin }))) {
        return { result: "taken", subjects: [] };
      }
    }
    return { result: "connected", subjects: await prove(tx, userId, email, client) };
  });
}

/**
 * Counts a user's address as proved from now on where the provider has verified the same one. Returns the subjects that
 * changed.
 */
async function prove(tx: PrismaSession, id: string, verifiedEmail: string | null, client: Client): Promise<string[]> {
  let user = await tx.user.findUniqueOrThrow({ where: { id } });
  if (!user.emailVerifiedAt && verifiedEmail !== null && foldedEmail(user.email) === verifiedEmail) {
    user = await tx.user.update({ where: { id }, data: { emailVerifiedAt: new Date(runtime().clock.now()) } });
    await recordAccountEvent(tx, "user.email_verified", id, client, { by: "provider" });
  }
  return promoteIfListed(tx, user, client);
}

function nameOf({ name }: ProviderProfile): string | undefined {
  return (name && cleanName(name.slice(0, 1_000))) || undefined;
}
