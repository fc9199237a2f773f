import { CallError } from "@/lib/http/call";

/** Whether a refusal means that the last sign-in was too long ago. */
export function needsRecentSignIn(error: unknown): boolean {
  return error instanceof CallError && error.status === 403;
}

/** Says that a fresh sign-in is needed, and leads to one and back to the settings. */
export function SignInAgain() {
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
