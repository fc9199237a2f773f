import { waitText } from "@/components/ui/wait-text";
import type { Problem } from "@/lib/http/api-error";
import type { CallError } from "@/lib/http/call";
import { sentencesOf } from "./field-problems";

export const registrationFields = ["name", "email", "password"] as const;
export type RegistrationField = (typeof registrationFields)[number];
export type RegistrationErrors = {
  fields: Partial<Record<RegistrationField, string>>;
  /** What belongs to no field. */
  alert: string | null;
  /** The address has an account: signing in is the way. */
  taken: boolean;
};

export const noErrors: RegistrationErrors = { fields: {}, alert: null, taken: false };

const subjects: Record<RegistrationField, string> = {
  name: "The name",
  email: "This",
  password: "The password",
};

/** Each problem at its field, as a sentence. */
export function fieldErrors(problems: readonly Problem[]): RegistrationErrors["fields"] {
  return sentencesOf(problems, subjects);
}

/** What a refused registration means for the form. */
export function registrationErrors(error: CallError): RegistrationErrors {
  if (error.status === 409)
    return { fields: { email: "This address has an account already." }, alert: null, taken: true };
  if (error.status === 429) {
    const wait = error.retryAfterSeconds ? `in ${waitText(error.retryAfterSeconds)}` : "in a minute";
    return { ...noErrors, alert: `Too many attempts from your network. Try again ${wait}.` };
  }
  const fields = fieldErrors(error.problems);
  return { fields, alert: Object.keys(fields).length > 0 ? null : error.message, taken: false };
}
