import "server-only";
import { invalidField } from "@/lib/http/api-error";
import { preparePassword } from "@/lib/platform/password-text";
import { commonPasswords } from "./common-passwords";

/** Refuses passwords that attackers try first (NIST SP 800-63B section 3.1.1.2); throws a validation error of `field`. */
export function requireUncommon(password: string, email: string, field: string): void {
  const folded = preparePassword(password).toLowerCase();
  if (commonPasswords.has(folded) || isOneCharacter(folded)) {
    throw invalidField(field, "is one of the most common passwords; choose another");
  }
  if (folded === email || folded === email.split("@")[0]) throw invalidField(field, "must not be your email address");
}

function isOneCharacter(text: string): boolean {
  return new Set(text).size === 1;
}
