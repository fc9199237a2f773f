import { CallError } from "@/lib/http/call-error";
import { Cancelled } from "./cancelled";
import { waitText } from "./wait-text";

/** Why a call failed, as a sentence that can be shown; one for too many requests, or by a busy server, says how long to wait. */
export function failureText(error: unknown): string {
  if (error instanceof Cancelled) return error.message;
  if (!(error instanceof CallError)) return "Something went wrong. Try again.";
  if (error.status === 429 && error.retryAfterSeconds !== null) {
    return `Too many requests. Try again in ${waitText(error.retryAfterSeconds)}.`;
  }
  const told = /[.!?…]$/.test(error.message) ? error.message : `${error.message}.`;
  if (error.status !== 503 || error.retryAfterSeconds === null || /try again/i.test(told)) return told;
  return `${told} Try again in ${waitText(error.retryAfterSeconds)}.`;
}

/** What to say when `what` ("key") may or may not have been created: the call's key makes another try safe. */
export function unclearOutcomeText(what: string): string {
  return `No clear answer came back, so the ${what} may have been created. Try again: you get that one, not a second.`;
}
