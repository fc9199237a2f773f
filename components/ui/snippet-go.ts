import { indented, joined, type Literals, type SnippetPair, type SnippetRequest } from "./snippet-request";

/** The request as a program of Go's standard library. */
export function goSnippet({ method, url, query, headers, json, form, answer }: SnippetRequest): string {
  const address = query.length > 0 ? `${joined(url, literals)}+"?"+query.Encode()` : joined(url, literals);
  const body = json === undefined ? (form ? "strings.NewReader(form.Encode())" : "nil") : "body";
  const lines = [
    ...(query.length > 0 ? values("query", query) : []),
    ...(form ? values("form", form) : []),
    ...(json === undefined ? [] : [`body := strings.NewReader(${rawText(JSON.stringify(json, null, 2))})`]),
    `request, err := http.NewRequest(${JSON.stringify(method)}, ${address}, ${body})`,
    ...panics,
    ...[...headers, ...(form ? [formType] : [])].map(
      ({ name, value }) => `request.Header.Set(${JSON.stringify(name)}, ${joined(value, literals)})`,
    ),
    "response, err := http.DefaultClient.Do(request)",
    ...panics,
    "defer response.Body.Close()",
    ...(answer === "nothing"
      ? ["fmt.Println(response.StatusCode)"]
      : ["answer, err := io.ReadAll(response.Body)", ...panics, "fmt.Println(response.StatusCode, string(answer))"]),
  ];
  const code = lines.join("\n");
  const packages = ["fmt", "io", "net/http", "net/url", "os", "strings"].filter((name) =>
    code.includes(`${name.split("/").at(-1)}.`),
  );
  return [
    "package main",
    "",
    "import (",
    ...packages.map((name) => `\t${JSON.stringify(name)}`),
    ")",
    "",
    "func main() {",
    // What a raw text holds is its content: no line of it moves.
    ...lines.flatMap((line) => indented([line], "\t")),
    "}",
  ].join("\n");
}

const panics = ["if err != nil {", "\tpanic(err)", "}"];

const formType: SnippetPair = { name: "Content-Type", value: ["application/x-www-form-urlencoded"] };

const literals: Literals = {
  text: (text) => JSON.stringify(text),
  variable: (name) => `os.Getenv(${JSON.stringify(name)})`,
  joint: "+",
};

function values(name: string, pairs: readonly SnippetPair[]): string[] {
  return [
    `${name} := url.Values{}`,
    ...pairs.map((pair) => `${name}.Set(${JSON.stringify(pair.name)}, ${joined(pair.value, literals)})`),
  ];
}

function rawText(text: string): string {
  return text.includes("`") ? JSON.stringify(text) : `\`${text}\``;
}
