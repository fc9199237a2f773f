import type { ReferenceMethod } from "@/lib/http/reference-address";
import type { ReferenceEntry, ReferenceGroup } from "./reference-entry";

/** An endpoint as the search knows it; `errors` are places in the index's list of them. */
export type IndexedEndpoint = {
  href: string;
  method: ReferenceMethod;
  path: string;
  summary: string;
  scope: string;
  parameters: readonly string[];
  errors: readonly number[];
};

/** What the search of the reference looks through: small, because a browser loads it when somebody begins to search. */
export type SearchIndex = {
  pages: readonly { href: string; label: string }[];
  errors: readonly { status: number | string; code: string; meaning: string }[];
  endpoints: readonly IndexedEndpoint[];
};

const guides = [
  { href: "/docs#authentication", label: "Authentication" },
  { href: "/docs#limits", label: "Limits" },
  { href: "/docs#errors", label: "Errors" },
];

/** The index of the reference. */
export function searchIndexOf(groups: readonly ReferenceGroup[]): SearchIndex {
  const entries = groups.flatMap((group) => group.entries);
  const errors = new Map<string, { place: number; status: number | string; code: string; meaning: string }>();
  for (const { status, code, meaning } of entries.flatMap(toldErrors)) {
    const key = `${status} ${code}`;
    if (!errors.has(key)) errors.set(key, { place: errors.size, status, code, meaning });
  }
  return {
    pages: [...guides, ...groups.map(({ product, label }) => ({ href: `/docs/${product}`, label }))],
    errors: [...errors.values()].map(({ status, code, meaning }) => ({ status, code, meaning })),
    endpoints: entries.map((entry) => ({
      href: entry.href,
      method: entry.method,
      path: entry.path,
      summary: entry.summary,
      scope: entry.scope ?? "",
      parameters: parametersOf(entry),
      errors: [...new Set(toldErrors(entry).map(({ status, code }) => errors.get(`${status} ${code}`)?.place ?? -1))],
    })),
  };
}

/** What the reference's own page of errors tells of; a company's own server has others. */
function toldErrors(entry: ReferenceEntry): ReferenceEntry["errors"] {
  return entry.described === null ? entry.errors : [];
}

function parametersOf(entry: ReferenceEntry): readonly string[] {
  if (entry.described) return entry.described.parameters;
  return [...new Set(entry.request.flatMap(({ fields }) => fields.map(({ path }) => path)))];
}
