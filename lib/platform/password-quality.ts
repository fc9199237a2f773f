import { isCommonShape, withoutWords, wordsIn } from "./password-shape";
import { maxPasswordBytes, minPasswordLength, passwordBytes, passwordLength, tooManyBytes } from "./password-text";

/** Whose password it is to be, and what is asked of it. */
export type PasswordDemand = {
  /** Fewest characters. */
  minLength: number;
  /** Names and addresses of the owner and of what they belong to. */
  ownTexts: readonly string[];
  /** Whether a list holds a password or what it is a variant of. */
  isListed: (password: string) => boolean;
};

/** What can be wrong with a new password, in the order in which it is told. */
const passwordFaults = ["short", "long", "own", "common"] as const;
export type PasswordFault = (typeof passwordFaults)[number];

/** The product's name is among the first things that attackers try on it. */
const productWords = wordsIn("Latchkey");

/** An email address or a host without its last label, which is no word of anybody's own. */
export function ownPartOf(address: string): string {
  return address.replace(/\.[^.@]*$/, "");
}

/** What is wrong with a new password, the first to be told first (NIST SP 800-63B section 3.1.1.2: no rules of composition). */
export function faultsOf(password: string, { minLength, ownTexts, isListed }: PasswordDemand): PasswordFault[] {
  const faults: Record<PasswordFault, boolean> = {
    short: passwordLength(password) < minLength,
    long: passwordBytes(password) > maxPasswordBytes,
    own: isOwn(password, ownTexts, isListed),
    common: isCommonShape(password) || isListed(password),
  };
  return passwordFaults.filter((fault) => faults[fault]);
}

/** A password whose owner's words count for nothing must be long enough, and no common one, without them. */
function isOwn(password: string, ownTexts: readonly string[], isListed: PasswordDemand["isListed"]): boolean {
  const rest = withoutWords(password, [...productWords, ...wordsIn(...ownTexts)]);
  if (rest.length === password.length) return false;
  const inside = rest.replaceAll(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, "");
  return passwordLength(rest) < minPasswordLength || isCommonShape(inside) || isListed(inside);
}

/** The fault in words that follow the field's name. */
export function faultText(fault: PasswordFault, minLength: number): string {
  switch (fault) {
    case "short":
      return `must have at least ${minLength} characters`;
    case "long":
      return tooManyBytes;
    case "common":
      return "is one of the most common passwords, or a common word with digits and signs around it; choose another";
    case "own":
      return "must not be made of your name, your email address, your organization or this product's name";
  }
}
