/** What Next hands a page of its address. */
export type Search = Record<string, string | string[] | undefined>;

/** Single values of the address's parameters, as the filters in the browser read them. */
export function filtersOf(search: Search): Record<string, string> {
  return Object.fromEntries(
    Object.entries(search).flatMap(([name, value]) => {
      const [first] = [value].flat();
      return first && !first.includes("\0") ? [[name, first]] : [];
    }),
  );
}
