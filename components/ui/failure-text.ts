import { CallError } from "@/lib/http/call";
import { waitText } from "./wait-text";

/** Why a call failed, in words that can be shown; a refusal for too many requests says how long to wait. */
export function failureText(error: unknown): string {
  if (!(error instanceof CallError)) return "Something went wrong. Try again.";
  if (error.status === 429 && error.retryAfterSeconds !== null) {
    return `Too many requests. Try again in ${waitText(error.retryAfterSeconds)}.`;
  }
  return error.message;
}

/** What to say when `what` ("key") may or may not have been created. */
export function unclearOutcomeText(what: string): string {
  return `No clear answer came back, so the ${what} may have been created. Look at the list before you try again.`;
}

/** Whether no answer came, so that what was asked for may or may not have happened. */
export function isOutcomeUnknown(error: unknown): boolean {
  return error instanceof CallError && (error.status === 0 || error.status >= 500);
}
