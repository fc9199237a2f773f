/** Of a secret lists show at most so many characters after its prefix. */
const shownCharacters = 6;

/** Of an imported key nothing is known but that no word has so many letters and digits in a row. An identifier of ours is none. */
const foreignSecret = /[^\s"'`,;]*[0-9A-Za-z]{20}[^\s"'`,;]*/;
const ownId = /^[a-z]+_[0-9A-Za-z]{24}$/;

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
  const [foreign = null] = foreignSecret.exec(text) ?? [];
  return foreign !== null && ownId.test(foreign) ? null : foreign;
}
