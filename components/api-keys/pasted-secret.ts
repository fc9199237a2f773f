/** Of a secret lists show at most so many characters after its prefix. */
const shownCharacters = 6;

/**
 * The credential in a text, with or without words around it, such as a header's. What is longer than lists show counts, whole
 * or not: neither may stand in an address. `prefixes` are those of all credentials of the deployment.
 */
export function secretIn(text: string, prefixes: readonly string[]): string | null {
  for (const prefix of prefixes) {
    const at = text.indexOf(prefix);
    if (at < 0) continue;
    const [body = ""] = /^[0-9A-Za-z]*/.exec(text.slice(at + prefix.length)) ?? [];
    if (body.length > shownCharacters) return prefix + body;
  }
  return null;
}
