/** No word, and every credential, has so many letters and digits in a row. */
const credential = /[0-9A-Za-z]{20}/;
/** Of a secret lists show at most so many characters after its prefix. */
const shownCharacters = 6;

/**
 * What of a search may stand in an address, which others log: of what may be a pasted credential the beginning alone, by which lists show
 * it and find it.
 */
export function searchText(typed: string): string {
  const text = typed.trim();
  const at = text.search(credential);
  return at < 0 ? text : text.slice(0, at + shownCharacters);
}
