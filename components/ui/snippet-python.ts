import { indented, type SnippetPair, type SnippetRequest, type SnippetText, valueText } from "./snippet-request";

/** The request as a script with the `requests` package. */
export function pythonSnippet({ method, url, query, headers, json, form, answer }: SnippetRequest): string {
  const options = [
    ...(query.length > 0 ? [`params=${record(query)},`] : []),
    ...(headers.length > 0 ? [`headers=${record(headers)},`] : []),
    ...(json === undefined ? [] : [`json=${valueText(json, value)},`]),
    ...(form ? [`data=${record(form)},`] : []),
  ];
  return [
    ...(usesVariables([url, ...[...query, ...headers, ...(form ?? [])].map((pair) => pair.value)])
      ? ["import os"]
      : []),
    "import requests",
    "",
    `response = requests.${method.toLowerCase()}(`,
    `    ${formatted(url)},`,
    ...options.flatMap((option) => indented(option.split("\n"), "    ")),
    ")",
    prints[answer],
  ].join("\n");
}

const prints = {
  json: "print(response.status_code, response.json())",
  text: "print(response.status_code, response.text)",
  nothing: "print(response.status_code)",
};

const value = {
  step: "    ",
  text: JSON.stringify,
  constants: { true: "True", false: "False", null: "None" },
  list: ["[", "]"],
  object: ["{", "}"],
  emptyObject: "{}",
  arrow: ": ",
} as const;

function usesVariables(texts: readonly SnippetText[]): boolean {
  return texts.some((text) => text.some((part) => typeof part !== "string"));
}

function record(pairs: readonly SnippetPair[]): string {
  const members = pairs.map((pair) => `    ${JSON.stringify(pair.name)}: ${formatted(pair.value)},`);
  return ["{", ...members, "}"].join("\n");
}

/** A text as a literal, with variables as a formatted one; older versions of Python want other quotes inside of it. */
function formatted(text: SnippetText): string {
  const [only] = text;
  if (text.length === 1) {
    return typeof only === "object" ? `os.environ["${only.variable}"]` : JSON.stringify(only ?? "");
  }
  const parts = text.map((part) =>
    typeof part === "string"
      ? JSON.stringify(part).slice(1, -1).replace(/[{}]/g, "$&$&")
      : `{os.environ['${part.variable}']}`,
  );
  return `f"${parts.join("")}"`;
}
