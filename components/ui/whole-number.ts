/** What was typed as a number, without what groups its digits. */
export function digitsOf(text: string): string {
  return text.replaceAll(/[\s,_]/g, "");
}

/** Whether digits are a whole number of at most ten. */
export function isWholeNumber(digits: string): boolean {
  return /^\d{1,10}$/.test(digits);
}
