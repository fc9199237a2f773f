import { productName } from "@/lib/access/branding";
import { productOf } from "@/lib/access/catalogue";
import { limitRows, limitText, windows } from "./limit-rows";
import { markdownHref } from "./markdown-href";
import type { ReferenceEntry, ReferenceGroup } from "./reference-entry";
import type { SchemaField } from "./schema-fields";
import { snippetIn } from "./snippet-languages";
import { snippetLanguages } from "./snippet-names";

type Deployment = { origin: string };

/** What the reference holds, for programs that read: each page's Markdown by its address (llmstxt.org). */
export function llmsText(groups: readonly ReferenceGroup[], { origin }: Deployment): string {
  return sections(
    `# ${productName()}`,
    "> An access platform for APIs: sign-in, API keys, personal access tokens, OAuth 2.0, scopes, limits and metering.",
    `Every endpoint of this deployment has a page of the reference. Send one credential with each request: \`Authorization: Bearer <credential>\`.`,
    "## Documentation",
    listOf([
      [`${origin}/docs.md`, "API reference", "Authentication, limits and errors"],
      [`${origin}/openapi.json`, "OpenAPI", "The whole API for tools"],
      [`${origin}/llms-full.txt`, "Everything in one file", "The Markdown of every page"],
    ]),
    ...groups.flatMap(({ label, product, description, entries }) => [
      `## ${label}`,
      listOf([
        [origin + markdownHref(`/docs/${product}`), label, description],
        ...entries.map(
          ({ href, method, path, summary }) =>
            [origin + markdownHref(href), `${method} ${path}`, foreign(summary)] as const,
        ),
      ]),
    ]),
  );
}

export function listOf(links: readonly (readonly [href: string, label: string, text: string])[]): string {
  return links.map(([href, label, text]) => `- [${label}](${href}): ${text}`).join("\n");
}

/** A product's page: its keys, scopes, limits and endpoints. */
export function productMarkdown(
  { product, label, description, entries }: ReferenceGroup,
  { origin }: Deployment,
): string {
  const { keys, keysIn, scopes } = productOf(product);
  return sections(
    `# ${label}`,
    description,
    "## Endpoints",
    listOf(
      entries.map(({ href, method, path, summary }) => [
        origin + markdownHref(href),
        `${method} ${path}`,
        foreign(summary),
      ]),
    ),
    ...(keys
      ? [
          "## Keys",
          `Its keys begin with \`${keys.production}\`${keys.development ? `, test keys with \`${keys.development}\`` : ""}.${keysIn?.header ? ` They are sent in the header \`${keysIn.header}\`.` : ""}`,
        ]
      : []),
    ...(scopes.length > 0
      ? ["## Scopes", scopes.map(({ id, description: text }) => `- \`${id}\`: ${text}`).join("\n")]
      : []),
    "## Limits",
    limitsMarkdown(product),
  );
}

/** An endpoint's page; `languages` are those that its request is shown in. */
export function endpointMarkdown(entry: ReferenceEntry, languages = snippetLanguages): string {
  const { method, path, title, lead, callers, scope, conditions, request, response, errors, snippet, product } = entry;
  const { servers = [] } = entry.described ?? {};
  return sections(
    `# ${foreign(title)}`,
    `\`${method} ${path}\``,
    ...(lead === null ? [] : [foreign(lead)]),
    ...(servers.length > 0 ? ["## Server", servers.map((server) => `- \`${server}\``).join("\n")] : []),
    "## Who may call",
    [
      `- Credential: ${callers.join(", ")}`,
      `- Scope: ${scope === null ? "none" : `\`${scope}\``}`,
      ...conditions.map((condition) => `- ${condition}`),
    ].join("\n"),
    "## Parameters",
    ...(request.length === 0 ? ["It takes none."] : []),
    ...request.flatMap(({ title, fields }) => [`### ${title}`, fieldsMarkdown(fields)]),
    "## Request",
    ...languages.flatMap(({ value, label, fence }) => [`### ${label}`, fenced(fence, snippetIn(value, snippet))]),
    `## Answer ${response.status}`,
    ...(response.meaning === null ? [] : [foreign(response.meaning)]),
    ...(response.example === null ? ["Without a body of JSON."] : [fenced("json", response.example)]),
    ...(response.fields.length > 0 ? ["### Fields", fieldsMarkdown(response.fields)] : []),
    "## Errors",
    ...errors.flatMap(({ status, code, meaning, example }) => [
      `### ${status} ${code}`.trim(),
      ...(meaning === "" ? [] : [foreign(meaning)]),
      ...(example === "" ? [] : [fenced("json", example)]),
    ]),
    "## Limits",
    limitsMarkdown(product),
  );
}

/** Text that may come from a company's document: Markdown takes HTML as it is, and makes links; this has neither. */
function foreign(text: string): string {
  return text.replaceAll("<", "&lt;").replaceAll("[", "\\[");
}

function fieldsMarkdown(fields: readonly SchemaField[]): string {
  return fields
    .map(({ path, type, required, notes }) => {
      const about = [type, ...(required ? ["required"] : []), ...notes].join("; ");
      return `- \`${path.replaceAll("`", "'")}\`: ${foreign(about)}`;
    })
    .join("\n");
}

function limitsMarkdown(product: string): string {
  const rows = limitRows(product);
  if (rows.length === 0) return "Not limited.";
  const shown = windows.filter(({ key }) => rows.some(({ limits }) => limits?.[key] !== undefined));
  return tableOf(
    ["Plan", ...shown.map(({ label }) => label)],
    rows.map(({ plans, limits }) => [plans, ...shown.map(({ key }) => limitText(limits, key))]),
  );
}

export function tableOf(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [headings, headings.map(() => "---"), ...rows];
  return lines.map((cells) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`).join("\n");
}

/** Code may hold a fence itself. */
export function fenced(language: string, code: string): string {
  const longest = Math.max(2, ...[...code.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}${language}\n${code}\n${fence}`;
}

/** Parts of a page, with an empty line between them. */
export function sections(...parts: readonly string[]): string {
  return `${parts.join("\n\n")}\n`;
}
