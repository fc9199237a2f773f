import type { FormProblems } from "@/components/ui/form-problems";
import { isCommonestPassword } from "@/lib/platform/commonest-words";
import { faultsOf, faultText, ownPartOf, type PasswordFault } from "@/lib/platform/password-quality";

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
  return [
    { label: `At least ${owner.minLength} characters`, met: !faults.includes("short") },
    { label: "At most 72 letters; accents and emoji count as more", met: password !== "" && !faults.includes("long") },
    { label: "No common password, nor a common word with a year or signs", met: isFine("common") },
    { label: "Not made of your name, your address or this product's name", met: isFine("own") },
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
