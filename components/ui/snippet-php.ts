import {
  indented,
  joined,
  type Literals,
  type SnippetPair,
  type SnippetRequest,
  type ValueForm,
  valueText,
} from "./snippet-request";

/** The request as a script with PHP's own curl. */
export function phpSnippet({ method, url, query, headers, json, form, answer }: SnippetRequest): string {
  const address = query.length > 0 ? `${joined([...url, "?"], literals)} . ${built(query)}` : joined(url, literals);
  const lines = headers.map(({ name, value: text }) => `    ${joined(merged([`${name}: `, ...text]), literals)},`);
  const options = [
    ...(method === "GET" ? [] : [`CURLOPT_CUSTOMREQUEST => ${quoted(method)},`]),
    ...(lines.length > 0 ? ["CURLOPT_HTTPHEADER => [", ...lines, "],"] : []),
    ...(json === undefined ? [] : [`CURLOPT_POSTFIELDS => json_encode(${valueText(json, value)}),`]),
    ...(form ? [`CURLOPT_POSTFIELDS => ${built(form)},`] : []),
    "CURLOPT_RETURNTRANSFER => true,",
  ];
  const status = "curl_getinfo($curl, CURLINFO_RESPONSE_CODE)";
  return [
    "<?php",
    `$curl = curl_init(${address});`,
    "curl_setopt_array($curl, [",
    ...options.flatMap((option) => indented(option.split("\n"), "    ")),
    "]);",
    "$answer = curl_exec($curl);",
    answer === "nothing" ? `echo ${status}, PHP_EOL;` : `echo ${status}, ' ', $answer, PHP_EOL;`,
  ].join("\n");
}

const literals: Literals = { text: quoted, variable: (name) => `getenv(${quoted(name)})`, joint: " . " };

const value: ValueForm = {
  step: "    ",
  text: quoted,
  constants: { true: "true", false: "false", null: "null" },
  list: ["[", "]"],
  object: ["[", "]"],
  emptyObject: "new stdClass()",
  arrow: " => ",
};

/** In PHP's single quotes only the quote and the backslash are special. */
function quoted(text: string): string {
  return `'${text.replace(/[\\']/g, "\\$&")}'`;
}

function built(pairs: readonly SnippetPair[]): string {
  const members = pairs.map((pair) => `    ${quoted(pair.name)} => ${joined(pair.value, literals)},`);
  return ["http_build_query([", ...members, "])"].join("\n");
}

/** Neighbouring texts as one. */
function merged(text: SnippetPair["value"]): SnippetPair["value"] {
  return text.reduce<(string | { variable: string })[]>((parts, part) => {
    const last = parts.at(-1);
    if (typeof part === "string" && typeof last === "string") parts[parts.length - 1] = last + part;
    else parts.push(part);
    return parts;
  }, []);
}
