import { beginPasskeyConfirmationContract, confirmContract } from "@/lib/features/accounts/confirm-contract";
import { call } from "@/lib/http/call";
import { CallError } from "@/lib/http/call-error";

/** Asks the browser for a passkey of the user, and shows what it answered. Throws in words that can be shown. */
export async function confirmWithPasskey() {
  const { challenge_token, options } = await call(beginPasskeyConfirmationContract, {});
  const { startAuthentication } = await import("@simplewebauthn/browser");
  // The server's library made them for this one.
  const optionsJSON = options as unknown as Parameters<typeof startAuthentication>[0]["optionsJSON"];
  const answer = await startAuthentication({ optionsJSON }).catch(() => {
    throw new CallError("No passkey was shown. Try again, or confirm in another way.", 0, "PASSKEY");
  });
  return call(confirmContract, { body: { passkey: answer, challenge_token } });
}
