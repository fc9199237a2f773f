/** Whether a text holds U+0000, which PostgreSQL's text cannot. */
export function holdsNull(text: string): boolean {
  return text.includes("\0");
}

/** The text with U+FFFD in the place of each U+0000. */
export function withoutNull(text: string): string {
  return text.replaceAll("\0", "\u{fffd}");
}

/** What a refusal says of it. */
export const nullRefusal = "holds a null character";
