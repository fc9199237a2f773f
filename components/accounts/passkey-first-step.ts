import { browserSupportsWebAuthnAutofill } from "@simplewebauthn/browser";
import { passkeyOptionsContract, passkeySignInContract } from "@/lib/features/accounts/second-step-contract";
import { call } from "@/lib/http/call";
import { askForPasskey, offerPasskeys, withdrawOffer } from "./passkey-browser";

/** Where a sign-in leads whose passkey was chosen among what the browser fills in; null where it offers none. */
export async function signInByOffer(target: string, isOver: () => boolean): Promise<string | null> {
  if (!(await browserSupportsWebAuthnAutofill()) || isOver()) return null;
  return signInBy(offerPasskeys, target);
}

/** Where a sign-in leads whose passkey the person was asked for. */
export async function signInByAsking(target: string): Promise<string> {
  withdrawOffer();
  return signInBy(askForPasskey, target);
}

async function signInBy(ask: typeof askForPasskey, target: string): Promise<string> {
  const { options } = await call(passkeyOptionsContract, {});
  const passkey = await ask(options);
  return (await call(passkeySignInContract, { body: { passkey, target } })).location;
}
