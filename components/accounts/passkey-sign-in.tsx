"use client";
import { type ReactNode, useEffect, useState } from "react";
import { Button } from "@/components/ui/button";
import { Glyph } from "@/components/ui/glyph";
import { CallError } from "@/lib/http/call-error";

/** What talks to the browser about passkeys is loaded after the page can be used. */
const load = () => import("./passkey-first-step");

/** A passkey instead of email and password: by its button, or where the browser fills in the email. */
export function PasskeySignIn({ target }: { target: string }) {
  const [isPossible, setPossible] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<ReactNode>(null);
  /** Each failure ends what the browser offered; it offers anew. */
  const [round, setRound] = useState(0);

  useEffect(() => setPossible(typeof window.PublicKeyCredential === "function"), []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new round begins the same anew
  useEffect(() => {
    let isOver = false;
    const offer = async () => {
      const { signInByOffer } = await load();
      const location = await signInByOffer(target, () => isOver);
      if (location !== null) window.location.assign(location);
    };
    offer().catch((error: Error) => {
      // Else the button's request took its place, nobody wanted one, or none could be offered: the form is there.
      if (isOver || !(error instanceof CallError) || error.status !== 401) return;
      void tell(error);
    });
    return () => {
      isOver = true;
    };
  }, [target, round]);

  const tell = async (error: unknown) => {
    const { PasskeyAlert } = await import("./passkey-alert");
    setProblem(<PasskeyAlert error={error} />);
    setRound((count) => count + 1);
  };
  const ask = async () => {
    setBusy(true);
    setProblem(null);
    try {
      const { signInByAsking } = await load();
      // A full load: the server draws the target with the new cookie.
      window.location.assign(await signInByAsking(target));
    } catch (error) {
      setBusy(false);
      await tell(error);
    }
  };

  if (!isPossible) return null;
  return (
    <div className="mt-3 flex flex-col gap-3">
      {problem}
      <Button className="w-full" pending={isBusy} onClick={() => void ask()}>
        <Glyph of="key" className="size-4" />
        Sign in with a passkey
      </Button>
    </div>
  );
}
