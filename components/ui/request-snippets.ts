import type { CodeLanguage } from "@/lib/http/code-language";
import { curlSnippet } from "./snippet-curl";
import { goSnippet } from "./snippet-go";
import { javascriptSnippet } from "./snippet-javascript";
import { pythonSnippet } from "./snippet-python";
import type { SnippetPair, SnippetRequest } from "./snippet-request";

/** A request that a snippet makes; `body` is sent as JSON. */
export type ExampleRequest = { method: string; url: string; body?: object };

/** The same request in the languages that people paste from. */
export type Snippets = Record<Exclude<CodeLanguage, "env" | "php">, string>;

/**
 * A request with the credential that the environment variable `variable` holds. With a `secret`, curl carries that, so that one
 * paste proves that it works. Programs read it from the environment in any case, because code is what gets committed.
 */
export function snippetsOf(request: ExampleRequest, secret: string | null, variable: string): Snippets {
  const fromEnvironment = withCredential(request, { variable });
  return {
    curl: curlSnippet(secret === null ? fromEnvironment : withCredential(request, secret)),
    javascript: javascriptSnippet(fromEnvironment),
    python: pythonSnippet(fromEnvironment),
    go: goSnippet(fromEnvironment),
  };
}

/** What stands for a secret that was shown once and cannot be shown again. */
export const secretPlaceholder = "YOUR_SECRET";

/** The same without the secret, which is in the environment; with the `.env` file that puts it there. */
export function exampleCodes(
  request: ExampleRequest,
  variable: string,
  comments: readonly string[],
): Snippets & Record<"env", string> {
  return { ...snippetsOf(request, null, variable), env: envFile(variable, secretPlaceholder, comments) };
}

function withCredential(
  { method, url, body }: ExampleRequest,
  credential: string | { variable: string },
): SnippetRequest {
  const headers: SnippetPair[] = [{ name: "Authorization", value: ["Bearer ", credential] }];
  if (body) headers.push({ name: "Content-Type", value: ["application/json"] });
  return { method, url: [url], query: [], headers, ...(body ? { json: body } : {}), answer: "json" };
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
