/** Whether a text holds U+0000, which PostgreSQL's text cannot. */
export function holdsNull(text: string): boolean {
  return text.includes("\0");
}

/** What a refusal says of it. */
export const nullRefusal = "holds a null character";
