import { failureText } from "@/components/ui/failure-text";
import { about, type FormWords } from "@/components/ui/form-problems";
import { waitText } from "@/components/ui/wait-text";
import { registrationRefusals } from "@/lib/features/accounts/registration-refusals";
import { CallError } from "@/lib/http/call-error";

/** Contract and server speak of a field without naming it. */
export const registrationWords: FormWords = {
  name: about("The name"),
  email: about("This"),
  password: about("The password"),
  token: about("This code"),
};

/** A refusal because the address has to be proved first: a link is on its way to it. */
export function isLinkMailed(error: unknown): boolean {
  return (
    error instanceof CallError && error.status === 403 && error.message === registrationRefusals.email_proof_required
  );
}

/** A refusal because the address has an account, told at its field; any other as it is. */
export function withTakenAddress(error: unknown): unknown {
  if (!(error instanceof CallError) || error.status !== 409) return error;
  const problems = [{ path: "email", message: "address has an account already" }];
  return new CallError(error.message, error.status, error.code, problems);
}

/** What a refused registration means for the whole form. */
export function registrationAlert(error: CallError): string {
  if (error.status !== 429) return failureText(error);
  const wait = error.retryAfterSeconds ? `in ${waitText(error.retryAfterSeconds)}` : "in a minute";
  return `Too many attempts from your network. Try again ${wait}.`;
}
