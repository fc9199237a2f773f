/** A request that a snippet makes; `body` is sent as JSON. */
export type ExampleRequest = { method: string; url: string; body?: object };

/** The same request in the languages that people paste from. `variable` names the environment variable of the secret. */
export type Snippets = Record<"curl" | "node" | "python", string>;

export const snippetLanguages = [
  { value: "curl", label: "curl" },
  { value: "node", label: "Node" },
  { value: "python", label: "Python" },
] as const;

/**
 * curl carries the secret so that one paste proves that it works. Programs read it from the environment, because code
 * is what gets committed.
 */
export function snippetsOf(request: ExampleRequest, secret: string, variable: string): Snippets {
  return { curl: curl(request, secret), node: node(request, variable), python: python(request, variable) };
}

function curl({ method, url, body }: ExampleRequest, secret: string): string {
  const lines = [
    `curl ${method === "GET" ? "" : `-X ${method} `}${shellQuoted(url)}`,
    `-H ${shellQuoted(`Authorization: Bearer ${secret}`)}`,
  ];
  if (body) lines.push(`-H 'Content-Type: application/json'`, `-d ${shellQuoted(JSON.stringify(body))}`);
  return lines.join(" \\\n  ");
}

function node({ method, url, body }: ExampleRequest, variable: string): string {
  const headers = [`Authorization: \`Bearer \${process.env.${variable}}\``];
  if (body) headers.push(`"Content-Type": "application/json"`);
  return [
    `const response = await fetch(${JSON.stringify(url)}, {`,
    ...(method === "GET" ? [] : [`  method: ${JSON.stringify(method)},`]),
    `  headers: { ${headers.join(", ")} },`,
    ...(body ? [`  body: JSON.stringify(${JSON.stringify(body)}),`] : []),
    "});",
    "console.log(response.status, await response.json());",
  ].join("\n");
}

function python({ method, url, body }: ExampleRequest, variable: string): string {
  return [
    "import os",
    "import requests",
    "",
    `response = requests.${method.toLowerCase()}(`,
    `    ${JSON.stringify(url)},`,
    `    headers={"Authorization": f"Bearer {os.environ['${variable}']}"},`,
    // Example bodies hold text only, for which JSON and Python write the same.
    ...(body ? [`    json=${JSON.stringify(body)},`] : []),
    ")",
    "print(response.status_code, response.json())",
  ].join("\n");
}

function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** The content of an `.env` file with one secret; comments are kept to one line each. */
export function envFile(variable: string, secret: string, comments: readonly string[] = []): string {
  const remarks = comments.map((comment) => `# ${comment.replace(/\s+/g, " ")}`);
  return `${[...remarks, `${variable}=${secret}`].join("\n")}\n`;
}

/** A file name from free text: `CI deploy (EU)` becomes `ci-deploy-eu.env`. */
export function envFileName(name: string): string {
  const slug = name
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 60);
  return `${slug || "secret"}.env`;
}
