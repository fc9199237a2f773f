/** A contract's path with its parameters filled in and a query appended; absent and empty values are left out. */
export function contractUrl(template: string, params: object = {}, query: object = {}): string {
  let path = template;
  for (const [name, value] of Object.entries(params)) {
    path = path.replace(`{${name}}`, encodeURIComponent(String(value)));
  }
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== "") search.set(name, String(value));
  }
  return search.size > 0 ? `${path}?${search}` : path;
}
