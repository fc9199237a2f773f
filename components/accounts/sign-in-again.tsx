import type { ReactNode } from "react";
import { failureText } from "@/components/ui/failure-text";
import { CallError } from "@/lib/http/call";

/** What to say of a refusal: where it means that the last sign-in was too long ago, the way to another one. */
export function signInAgainOr(error: Error): ReactNode {
  return error instanceof CallError && error.status === 403 ? <SignInAgain /> : failureText(error);
}

/** Leads to a fresh sign-in and back to the settings. */
function SignInAgain() {
  return (
    <>
      Your last sign-in was more than ten minutes ago.{" "}
      <a href="/sign-in?again&callbackUrl=/dashboard/settings" className="font-medium underline">
        Sign in again
      </a>{" "}
      to go on.
    </>
  );
}
