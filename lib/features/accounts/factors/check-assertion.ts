import "server-only";
import { generateAuthenticationOptions, verifyAuthenticationResponse } from "@simplewebauthn/server";
import { decodeClientDataJSON } from "@simplewebauthn/server/helpers";
import { runtime } from "@/lib/access/runtime";
import type { Assertion } from "@/lib/features/accounts/factors-contract";
import type { Passkey } from "@/lib/generated/prisma/client";
import type { PrismaSession } from "@/lib/platform/database";
import { errorFields } from "@/lib/platform/log-error.mjs";
import { ceremonyMs, relyingParty } from "./passkey-ceremony";

/** A new challenge, base64url. */
export async function newChallenge(): Promise<string> {
  return (await requestOptions()).challenge;
}

/** What a browser needs to ask for a passkey: one of those named, or without a user any of this site's that it knows. */
export async function assertionOptions(tx: PrismaSession, challenge: string, userId: string | null) {
  const passkeys = userId === null ? [] : await tx.passkey.findMany({ where: { userId } });
  const allowCredentials = passkeys.map(({ id, transports }) => ({ id, transports }));
  return { ...(await requestOptions(allowCredentials)), challenge };
}

function requestOptions(allowCredentials: { id: string; transports: string[] }[] = []) {
  return generateAuthenticationOptions({
    rpID: relyingParty().id,
    timeout: ceremonyMs,
    // Every passkey was made so, and each stands for two factors: having it, and the PIN or finger that unlocks it.
    userVerification: "required",
    allowCredentials,
  });
}

/**
 * Whose passkey answered a challenge of ours (WebAuthn level 3 section 7.2); null where it does not hold. That is so for
 * another challenge, site, frame or user, without the user's verification, and where its counter did not go on. The caller
 * holds the user, and takes the challenge in the same transaction.
 */
export async function checkAssertion(
  tx: PrismaSession,
  assertion: Assertion,
  challenge: string,
  userId: string,
): Promise<boolean> {
  const passkey = await tx.passkey.findUnique({ where: { id: assertion.id, userId } });
  if (!passkey || !isHandleOf(assertion, userId)) return false;
  const checked = await verified(assertion, challenge, passkey);
  if (!checked) return false;
  const { newCounter, credentialBackedUp } = checked;
  await tx.passkey.update({
    where: { id: passkey.id },
    data: { counter: newCounter, synced: credentialBackedUp, lastUsedAt: new Date(runtime().clock.now()) },
  });
  return true;
}

async function verified(assertion: Assertion, expectedChallenge: string, passkey: Passkey) {
  const { id, origin } = relyingParty();
  const { clientDataJSON, authenticatorData, signature, userHandle } = assertion.response;
  try {
    // A frame of another site could have drawn the button.
    if (decodeClientDataJSON(clientDataJSON).crossOrigin) throw new Error("answered in another site's frame");
    const outcome = await verifyAuthenticationResponse({
      response: {
        ...assertion,
        response: { clientDataJSON, authenticatorData, signature, ...(userHandle ? { userHandle } : {}) },
        clientExtensionResults: {},
      },
      expectedChallenge,
      expectedOrigin: origin,
      expectedRPID: id,
      requireUserVerification: true,
      credential: { id: passkey.id, publicKey: new Uint8Array(passkey.publicKey), counter: Number(passkey.counter) },
    });
    return outcome.verified ? outcome.authenticationInfo : null;
  } catch (error) {
    runtime().log("warn", "passkey_refused", { user: passkey.userId, ...errorFields(error) });
    return null;
  }
}

/** The id that the user had when the passkey was made, as it keeps it; a key that was asked for by name may leave it out. */
function isHandleOf({ response: { userHandle } }: Assertion, userId: string): boolean {
  return userHandle === undefined || Buffer.from(userHandle, "base64url").toString("utf8") === userId;
}
