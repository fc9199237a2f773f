import { FormAlert } from "@/components/ui/form-alert";
import { isCalmOutcome, signInErrorText } from "./sign-in-outcome";

/** Why a sign-in ended, by its code; what is no failure is told quietly. */
export function SignInProblem({ code }: { code: string }) {
  return <FormAlert quiet={isCalmOutcome(code)}>{signInErrorText(code)}</FormAlert>;
}
