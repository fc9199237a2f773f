/** The items of a list separated by spaces that are among the known ones, each once; "" where none is. */
export function listedAmong(list: string, known: readonly string[]): string {
  return [...new Set(list.split(" "))].filter((item) => known.includes(item)).join(" ");
}
