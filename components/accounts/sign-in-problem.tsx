import { FormAlert } from "@/components/ui/form-alert";
import { providerProblemText } from "./refused-step";
import { isCalmOutcome } from "./sign-in-outcome";

/** Why a sign-in ended, by its code; what is no failure is told quietly. */
export function SignInProblem({ code }: { code: string }) {
  return <FormAlert quiet={isCalmOutcome(code)}>{providerProblemText(code)}</FormAlert>;
}
