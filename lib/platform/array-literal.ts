const special = /["\\]/;

/**
 * An array of texts as PostgreSQL reads one (its manual, 8.15.6). The driver writes an array anew for each statement that gets it: this is
 * for one that several get.
 */
export function arrayLiteral(texts: readonly string[]): string {
  return `{${texts.map(quoted).join(",")}}`;
}

function quoted(text: string): string {
  return `"${special.test(text) ? text.replaceAll(/["\\]/g, "\\$&") : text}"`;
}
