/**
 * Whether a value of a path's parameter stays one step of that path. URL parsers take dots, encoded too, for a way to
 * another endpoint; nothing at all ends the path; half a character cannot be encoded.
 */
export function isPathStep(value: string): boolean {
  return !/^\.{0,2}$|\p{Surrogate}/u.test(value);
}
