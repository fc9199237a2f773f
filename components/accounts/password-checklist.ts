import type { FormProblems } from "@/components/ui/form-problems";
import { isCommonestPassword } from "@/lib/platform/commonest-words";
import { faultsOf, faultText, ownPartOf, type PasswordFault } from "@/lib/platform/password-quality";
import { passwordRules } from "./password-rules";

/** Whose password is being chosen, and how long this deployment wants it. */
export type NewPasswordOwner = { email: string; name: string; minLength: number };

export type PasswordRule = { label: string; met: boolean };

/**
 * What a new password must fulfil, judged while it is typed. The server knows more common passwords and the names of
 * organizations; it may refuse what is met here.
 */
export function passwordChecklist(password: string, owner: NewPasswordOwner): PasswordRule[] {
  const faults = foundIn(password, owner);
  // A beginning is judged by its length alone.
  const isFine = (fault: PasswordFault) => !faults.includes("short") && !faults.includes(fault);
  const rules = passwordRules(owner.minLength);
  return [
    { label: rules.short, met: !faults.includes("short") },
    { label: rules.long, met: password !== "" && !faults.includes("long") },
    { label: rules.common, met: isFine("common") },
    { label: rules.own, met: isFine("own") },
  ];
}

/** What is wrong with a new password, as the sentence at its field; none where nothing is to be seen from here. */
export function newPasswordProblems(field: string, password: string, owner: NewPasswordOwner): FormProblems {
  const [fault] = foundIn(password, owner);
  return fault === undefined ? {} : { [field]: `The password ${faultText(fault, owner.minLength)}.` };
}

function foundIn(password: string, { email, name, minLength }: NewPasswordOwner): PasswordFault[] {
  return faultsOf(password, { minLength, ownTexts: [ownPartOf(email), name], isListed: isCommonestPassword });
}
