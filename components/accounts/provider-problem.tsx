import type { ReactNode } from "react";
import { FormAlert } from "@/components/ui/form-alert";
import { refusedStepText } from "./sign-in-outcome";
import { SignInProblem } from "./sign-in-problem";

type Search = { error?: string | string[]; reason?: string | string[] };

/** What a page with the providers' buttons says of a sign-in that ended there (`?error`) or was not let in (`?reason`); null: nothing. */
export function providerProblem({ error, reason }: Search): ReactNode {
  if (typeof error === "string") return <SignInProblem code={error} />;
  return typeof reason === "string" ? <FormAlert>{refusedStepText(reason)}</FormAlert> : null;
}
