/** What bcrypt reads of a password, in bytes; the rest would not count. */
export const maxPasswordBytes = 72;

/** What is said of a longer one, behind the field's name: people count letters, and some take more than a byte. */
export const tooManyBytes = `must have at most ${maxPasswordBytes} bytes: that many English letters, fewer with accents or emoji`;

/** Fewest characters of a new password, where the operator asks for no more (NIST SP 800-63B section 3.1.1.2). */
export const minPasswordLength = 8;

/**
 * A password as it is hashed and compared: spaces of any script as U+0020, in NFC (RFC 8265 section 4.2). Keyboards and
 * systems send the same letters in different forms.
 */
export function preparePassword(text: string): string {
  return text.replaceAll(/\p{Zs}/gu, " ").normalize("NFC");
}

/** A password's length as bcrypt counts it: bytes of the prepared form. */
export function passwordBytes(text: string): number {
  return new TextEncoder().encode(preparePassword(text)).length;
}

/** A password's length as people count it: each code point is one, however many bytes it takes. */
export function passwordLength(text: string): number {
  return [...preparePassword(text)].length;
}

/**
 * The forms whose hash may be stored, the one of today first: before, a password was hashed as it was sent, and some
 * systems send letters and their marks apart. How many there are depends on the password alone, never on an account.
 */
export function storedForms(text: string): string[] {
  return [...new Set([preparePassword(text), text, text.normalize("NFD")])];
}
