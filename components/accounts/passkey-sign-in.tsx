"use client";
import { browserSupportsWebAuthn, browserSupportsWebAuthnAutofill } from "@simplewebauthn/browser";
import { Fingerprint } from "lucide-react";
import { useEffect, useState } from "react";
import { Button } from "@/components/ui/button";
import { FormAlert } from "@/components/ui/form-alert";
import { passkeyOptionsContract, passkeySignInContract } from "@/lib/features/accounts/second-step-contract";
import { CallError, call } from "@/lib/http/call";
import { askForPasskey, offerPasskeys, passkeyFailureText, withdrawOffer } from "./passkey-browser";

/** A passkey instead of email and password: by its button, or where the browser fills in the email. */
export function PasskeySignIn({ target }: { target: string }) {
  const [isPossible, setPossible] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Error | null>(null);
  /** Each failure ends what the browser offered; it offers anew. */
  const [round, setRound] = useState(0);

  useEffect(() => setPossible(browserSupportsWebAuthn()), []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new round begins the same anew
  useEffect(() => {
    let isOver = false;
    const offer = async () => {
      if (!(await browserSupportsWebAuthnAutofill()) || isOver) return;
      window.location.assign(await signInBy(offerPasskeys, target));
    };
    offer().catch((error: Error) => {
      // Else the button's request took its place, nobody wanted one, or none could be offered: the form is there.
      if (isOver || !(error instanceof CallError) || error.status !== 401) return;
      setProblem(error);
      setRound((count) => count + 1);
    });
    return () => {
      isOver = true;
    };
  }, [target, round]);

  const ask = async () => {
    setBusy(true);
    setProblem(null);
    withdrawOffer();
    try {
      // A full load: the server draws the target with the new cookie.
      window.location.assign(await signInBy(askForPasskey, target));
    } catch (error) {
      setBusy(false);
      setProblem(error as Error);
      setRound((count) => count + 1);
    }
  };

  if (!isPossible) return null;
  return (
    <div className="mt-3 flex flex-col gap-3">
      <Button className="w-full" pending={isBusy} onClick={() => void ask()}>
        <Fingerprint aria-hidden className="size-4" />
        Sign in with a passkey
      </Button>
      {problem && <FormAlert>{passkeyFailureText(problem)}</FormAlert>}
    </div>
  );
}

/** Where a sign-in leads whose passkey the browser gives. */
async function signInBy(ask: typeof askForPasskey, target: string): Promise<string> {
  const { options } = await call(passkeyOptionsContract, {});
  const passkey = await ask(options);
  return (await call(passkeySignInContract, { body: { passkey, target } })).location;
}
