import {
  type AuthenticationResponseJSON,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  type RegistrationResponseJSON,
  startAuthentication,
  startRegistration,
  WebAuthnAbortService,
  WebAuthnError,
} from "@simplewebauthn/browser";
import { Cancelled } from "@/components/ui/cancelled";
import { failureText } from "@/components/ui/failure-text";

/** A passkey that the browser did not give, in words for the person. */
export class PasskeyProblem extends Error {}

/** Lets the person choose and unlock a passkey; throws `PasskeyProblem`, or `Cancelled`. */
export function askForPasskey(options: object): Promise<AuthenticationResponseJSON> {
  return orProblem(startAuthentication({ optionsJSON: options as PublicKeyCredentialRequestOptionsJSON }));
}

/** Lets the browser offer passkeys among what it fills in, until one is chosen or another request begins. */
export function offerPasskeys(options: object): Promise<AuthenticationResponseJSON> {
  const optionsJSON = options as PublicKeyCredentialRequestOptionsJSON;
  return orProblem(startAuthentication({ optionsJSON, useBrowserAutofill: true }));
}

/** Takes back what the browser offers: an answer to it would be one to a challenge that the next request replaces. */
export function withdrawOffer(): void {
  WebAuthnAbortService.cancelCeremony();
}

/** Lets the person make a passkey for this site; throws `PasskeyProblem`, or `Cancelled`. */
export function makePasskey(options: object): Promise<RegistrationResponseJSON> {
  return orProblem(startRegistration({ optionsJSON: options as PublicKeyCredentialCreationOptionsJSON }));
}

/** Why a passkey did not do, whether the browser or the server said so. */
export function passkeyFailureText(error: unknown): string {
  return error instanceof PasskeyProblem ? error.message : failureText(error);
}

async function orProblem<T>(asked: Promise<T>): Promise<T> {
  try {
    return await asked;
  } catch (error) {
    if (isCancelled(error)) throw new Cancelled("The passkey was not used: it was cancelled, or took too long.");
    throw new PasskeyProblem(wordsOf(error), { cause: error });
  }
}

/** Browsers tell no more: neither whether the person said no, nor whether there was a passkey. */
function isCancelled(error: unknown): boolean {
  return error instanceof Error && (error.name === "NotAllowedError" || error.name === "AbortError");
}

function wordsOf(error: unknown): string {
  if (error instanceof WebAuthnError) {
    if (error.code === "ERROR_AUTHENTICATOR_PREVIOUSLY_REGISTERED")
      return "That device holds a passkey for you already.";
    if (error.code === "ERROR_INVALID_DOMAIN" || error.code === "ERROR_INVALID_RP_ID") {
      return "Passkeys work only at this deployment's own address. Open that one and try again.";
    }
  }
  if (error instanceof Error && error.name === "NotSupportedError")
    return "This browser or device cannot make such a passkey.";
  return "The passkey could not be used in this browser. Try again, or use another way.";
}
