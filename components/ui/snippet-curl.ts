import type { SnippetRequest, SnippetText } from "./snippet-request";

/** The request as a command for a POSIX shell. */
export function curlSnippet({ method, url, query, headers, json, form = [] }: SnippetRequest): string {
  const verb = method === "GET" ? (query.length > 0 ? "-G " : "") : `-X ${method} `;
  const lines = [`curl ${verb}${doubleQuoted(url)}`];
  for (const { name, value } of headers) lines.push(`-H ${doubleQuoted([`${name}: `, ...value])}`);
  if (json !== undefined) lines.push(`-d ${singleQuoted(JSON.stringify(json, null, 2))}`);
  for (const { name, value } of [...query, ...form])
    lines.push(`--data-urlencode ${doubleQuoted([`${name}=`, ...value])}`);
  return lines.join(" \\\n  ");
}

/** In a shell's double quotes variables stand for their values. */
function doubleQuoted(text: SnippetText): string {
  const parts = text.map((part) =>
    typeof part === "string" ? part.replace(/[\\"$`]/g, "\\$&") : `\${${part.variable}}`,
  );
  return `"${parts.join("").replace(/\$\{(\w+)\}(?!\w)/g, "$$$1")}"`;
}

/** In a shell's single quotes nothing is special but the quote itself. */
export function singleQuoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
