import type { SnippetRequest, SnippetText } from "./snippet-request";

/** The request as a command for a POSIX shell. */
export function curlSnippet({ method, url, query, headers, json, form = [] }: SnippetRequest): string {
  const verb = method === "GET" ? (query.length > 0 ? "-G " : "") : `-X ${method} `;
  const lines = [`curl ${verb}${quoted(url)}`];
  for (const { name, value } of headers) lines.push(`-H ${quoted([`${name}: `, ...value])}`);
  if (json !== undefined) lines.push(`-d ${singleQuoted(JSON.stringify(json, null, 2))}`);
  for (const { name, value } of [...query, ...form]) lines.push(`--data-urlencode ${quoted([`${name}=`, ...value])}`);
  return lines.join(" \\\n  ");
}

/** In a shell's double quotes variables stand for their values; a text without any needs single ones. */
function quoted(text: SnippetText): string {
  if (text.every((part) => typeof part === "string")) return singleQuoted(text.join(""));
  const parts = text.map((part) =>
    typeof part === "string" ? part.replace(/[\\"$`]/g, "\\$&") : `\${${part.variable}}`,
  );
  return `"${parts.join("").replace(/\$\{(\w+)\}(?!\w)/g, "$$$1")}"`;
}

/** In a shell's single quotes nothing is special but the quote itself. */
function singleQuoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
