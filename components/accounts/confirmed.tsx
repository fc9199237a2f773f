"use client";
import { useEffect } from "react";
import { type SignedInAs, tellConfirmed } from "./confirmed-channel";
import { SignInProblem } from "./sign-in-problem";

/** The end of a confirmation at a provider, or of a sign-in beside: tells the page that asked, which goes on by itself. */
export function Confirmed({ error, as }: { error: string | null; as: SignedInAs | null }) {
  useEffect(() => {
    tellConfirmed({ error, as });
    if (error === null) window.close();
  }, [error, as]);
  if (error !== null) return <SignInProblem code={error} />;
  return (
    <p role="status" className="text-sm text-muted">
      Done. Close this tab and go on where you were.
    </p>
  );
}
