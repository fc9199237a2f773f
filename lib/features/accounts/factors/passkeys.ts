import "server-only";
import { generateRegistrationOptions, verifyRegistrationResponse } from "@simplewebauthn/server";
import { decodeClientDataJSON } from "@simplewebauthn/server/helpers";
import type { UserPrincipal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import { recordAccountEvent } from "@/lib/features/accounts/account-events";
import type {
  Attestation,
  addPasskeyContract,
  beginPasskeyContract,
  NewPasskey,
  PasskeyView,
} from "@/lib/features/accounts/factors-contract";
import { actingOrigin, addedBy } from "@/lib/features/accounts/sessions/session-origin";
import type { Passkey } from "@/lib/generated/prisma/client";
import { ApiError, invalidField } from "@/lib/http/api-error";
import { invalidToken } from "@/lib/http/bearer";
import type { ResultOf } from "@/lib/http/contract";
import { requireLiveSession } from "@/lib/http/require-live-session";
import type { Client } from "@/lib/http/route";
import { errorFields } from "@/lib/platform/log-error.mjs";
import { inTransaction } from "@/lib/platform/transaction";
import { wholeSecond } from "@/lib/platform/whole-second";
import { secondFactorsOf } from "@/lib/tenancy/second-factors";
import { factorAdded, factorRemoved } from "./change-factors";
import { ceremonyMs, relyingParty, requirePasskeysPossible } from "./passkey-ceremony";
import { issueSessionChallenge, takeSessionChallenge } from "./session-challenge";
import { requireAnotherWayIn } from "./ways-in";

/** EdDSA, ES256 and RS256: what every Node that runs this can verify, so that none locks its users out. */
const algorithms = [-8, -7, -257];
const mostPasskeys = 20;

/** Begins to add a passkey: the challenge is good once, for this session. 409 for a user who has twenty. */
export async function beginPasskey(principal: UserPrincipal): Promise<ResultOf<typeof beginPasskeyContract>> {
  requirePasskeysPossible();
  const { prisma } = runtime().database;
  const user = await prisma.user.findUnique({ where: { id: principal.userId }, include: { passkeys: true } });
  if (!user) throw invalidToken("unknown");
  if (user.passkeys.length >= mostPasskeys) throw tooMany();
  const { name, id } = relyingParty();
  const options = await generateRegistrationOptions({
    rpName: name,
    rpID: id,
    userID: new TextEncoder().encode(user.id),
    userName: user.email,
    userDisplayName: user.name,
    timeout: ceremonyMs,
    attestationType: "none",
    supportedAlgorithmIDs: algorithms,
    authenticatorSelection: { residentKey: "required", userVerification: "required" },
    excludeCredentials: user.passkeys.map(({ id: known, transports }) => ({ id: known, transports })),
  });
  const challenge_token = await issueSessionChallenge(prisma, principal, "register", options.challenge);
  return { challenge_token, options: { ...options } };
}

/**
 * Adds a passkey that the browser has made for our challenge. Returns recovery codes where it is the first factor. 400
 * where it does not hold, 409 where the challenge is not this session's, or over, or the passkey is known.
 */
export async function addPasskey(
  principal: UserPrincipal,
  { challenge_token: token, name, credential }: NewPasskey,
  client: Client,
): Promise<ResultOf<typeof addPasskeyContract>> {
  const { userId } = principal;
  return runtime().changes.commit(async (tx) => {
    await requireLiveSession(tx, principal);
    const challenge = await takeSessionChallenge(tx, principal, "register", token);
    if (challenge === null) {
      throw new ApiError("conflict", "This took too long, or was begun in another session; begin again");
    }
    const made = await verified(credential, challenge);
    const factors = await secondFactorsOf(tx, userId);
    if (factors.passkeys >= mostPasskeys) throw tooMany();
    if (await tx.passkey.findUnique({ where: { id: made.credential.id } })) {
      throw new ApiError("conflict", "This passkey is known here already");
    }
    const passkey = await tx.passkey.create({
      data: {
        id: made.credential.id,
        userId,
        name,
        publicKey: Buffer.from(made.credential.publicKey),
        counter: made.credential.counter,
        transports: credential.response.transports ?? [],
        aaguid: made.aaguid,
        canSync: made.credentialDeviceType === "multiDevice",
        synced: made.credentialBackedUp,
        createdAt: new Date(runtime().clock.now()),
        ...addedBy(await actingOrigin(tx, principal)),
      },
    });
    const { result, subjects } = await factorAdded(tx, principal, "passkey", factors, client);
    return { result: { ...result, passkey: passkeyView(passkey) }, subjects };
  });
}

/** Renames a passkey; 404 for one that is not the user's. */
export function renamePasskey(
  principal: UserPrincipal,
  id: string,
  name: string,
  client: Client,
): Promise<PasskeyView> {
  const { userId } = principal;
  return inTransaction(runtime(), async (tx) => {
    await requireLiveSession(tx, principal);
    const [renamed] = await tx.passkey.updateManyAndReturn({ where: { id, userId }, data: { name } });
    if (!renamed) throw notThere();
    await recordAccountEvent(tx, "user.passkey_renamed", userId, client, { name });
    return passkeyView(renamed);
  });
}

/** Removes a passkey; 404 for one that is not the user's, 409 for the last way in. */
export async function removePasskey(principal: UserPrincipal, id: string, client: Client): Promise<void> {
  const { userId } = principal;
  await runtime().changes.commit(async (tx) => {
    // Of two that give up the last two ways in at once, the second waits and sees that one is left.
    await requireLiveSession(tx, principal);
    const { count } = await tx.passkey.deleteMany({ where: { id, userId } });
    if (count === 0) throw notThere();
    await requireAnotherWayIn(tx, userId, "This passkey");
    return { result: undefined, subjects: await factorRemoved(tx, principal, "passkey", client) };
  });
}

/** A passkey as its user sees it. */
export function passkeyView({ id, name, synced, createdAt, lastUsedAt }: Passkey): PasskeyView {
  return {
    id,
    name,
    synced,
    created_at: wholeSecond(createdAt),
    last_used_at: lastUsedAt && wholeSecond(lastUsedAt),
  };
}

async function verified(credential: Attestation, expectedChallenge: string) {
  const { id, origin } = relyingParty();
  const { clientDataJSON, attestationObject } = credential.response;
  try {
    if (decodeClientDataJSON(clientDataJSON).crossOrigin) throw new Error("made in another site's frame");
    const outcome = await verifyRegistrationResponse({
      response: { ...credential, response: { clientDataJSON, attestationObject }, clientExtensionResults: {} },
      expectedChallenge,
      expectedOrigin: origin,
      expectedRPID: id,
      requireUserVerification: true,
      supportedAlgorithmIDs: algorithms,
    });
    if (outcome.verified) return outcome.registrationInfo;
  } catch (error) {
    runtime().log("warn", "passkey_refused", { ...errorFields(error) });
  }
  throw invalidField("credential", "is no passkey that was made here for this request");
}

function tooMany(): ApiError {
  return new ApiError("conflict", `You have ${mostPasskeys} passkeys; remove one first`);
}

function notThere(): ApiError {
  return new ApiError("not_found", "There is no such passkey");
}
