import { waitText } from "@/components/ui/wait-text";
import type { Problem } from "@/lib/http/api-error";
import type { CallError } from "@/lib/http/call";

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

const labels: Record<RegistrationField, string> = {
  name: "The name",
  email: "The email address",
  password: "The password",
};

/** Each problem at its field, as a sentence. */
export function fieldErrors(problems: readonly Problem[]): RegistrationErrors["fields"] {
  const fields: RegistrationErrors["fields"] = {};
  for (const { path, message } of problems) {
    const field = registrationFields.find((name) => name === path);
    if (field)
      fields[field] ??=
        `${labels[field]} ${field === "email" && message.startsWith("is not") ? "is not complete" : message}.`;
  }
  return fields;
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
