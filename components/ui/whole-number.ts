/** What was typed as a number, without what groups its digits by three: in `1,5` the comma may stand for a point. */
export function digitsOf(text: string): string {
  return text.trim().replaceAll(/(?<=\d)[\s,_](?=\d{3}(?!\d))/g, "");
}

/** The number that was typed in digits alone; NaN, which contracts refuse, for nothing and for all else: `1e3`, `-1`, `1.5`, `1,5`. */
export function wholeNumberIn(text: string): number {
  const digits = digitsOf(text);
  return /^\d+$/.test(digits) ? Number(digits) : Number.NaN;
}

/** What a form says where `wholeNumberIn` finds none. */
export const notInDigits = "Enter a whole number, in digits alone";

/** Whether digits are a whole number of at most ten. */
export function isWholeNumber(digits: string): boolean {
  return /^\d{1,10}$/.test(digits);
}
