import type { ReactNode } from "react";
import { SignInProblem } from "./sign-in-problem";

type Search = { error?: string; reason?: string };

/** What a page with the providers' buttons says of a sign-in that ended there (`?error`) or was not let in (`?reason`); null: nothing. */
export function providerProblem({ error, reason }: Search): ReactNode {
  const code = error ?? reason;
  return code === undefined ? null : <SignInProblem code={code} />;
}
