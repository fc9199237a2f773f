import { indented, type SnippetPair, type SnippetRequest, type SnippetText } from "./snippet-request";

/** The request as a module for Node and other servers with `fetch`. */
export function javascriptSnippet({ method, url, query, headers, json, form, answer }: SnippetRequest): string {
  const address = query.length > 0 ? [...url, "?", { code: `new URLSearchParams(${record(query)})` }] : url;
  const options = [
    ...(method === "GET" ? [] : [`method: ${JSON.stringify(method)},`]),
    ...(headers.length > 0 ? [`headers: ${record(headers)},`] : []),
    ...(json === undefined ? [] : [`body: JSON.stringify(${JSON.stringify(json, null, 2)}),`]),
    ...(form ? [`body: new URLSearchParams(${record(form)}),`] : []),
  ];
  const lines = options.flatMap((option) => indented(option.split("\n"), "  "));
  const call = options.length > 0 ? [`${template(address)}, {`, ...lines, "}"].join("\n") : template(address);
  return [`const response = await fetch(${call});`, prints[answer]].join("\n");
}

const prints = {
  json: "console.log(response.status, await response.json());",
  text: "console.log(response.status, await response.text());",
  nothing: "console.log(response.status);",
};

function record(pairs: readonly SnippetPair[]): string {
  const members = pairs.map(({ name, value }) => {
    const key = /^[A-Za-z_]\w*$/.test(name) ? name : JSON.stringify(name);
    return `  ${key}: ${template(value)},`;
  });
  return ["{", ...members, "}"].join("\n");
}

function template(text: SnippetText | readonly (SnippetText[number] | { code: string })[]): string {
  const [only] = text;
  if (text.length === 1 && typeof only === "string") return JSON.stringify(only);
  if (text.length === 1 && only !== undefined && typeof only !== "string") return code(only);
  return `\`${text.map((part) => (typeof part === "string" ? part.replace(/[\\`]|\$\{/g, "\\$&") : `\${${code(part)}}`)).join("")}\``;
}

function code(part: { variable: string } | { code: string }): string {
  return "code" in part ? part.code : `process.env.${part.variable}`;
}
