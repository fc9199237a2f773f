import "server-only";
import { guidesMarkdown } from "@/components/reference/guides-markdown";
import { endpointMarkdown, llmsText, productMarkdown } from "@/components/reference/markdown";
import { snippetLanguages } from "@/components/reference/snippet-names";
import { runtime } from "@/lib/access/runtime";
import { errorExamples } from "./error-examples";
import { entryOf, groupOf, reference } from "./reference";
import { refusedExample } from "./refused-example";

function deployment() {
  return { origin: runtime().settings.publicUrl };
}

/** The reference's first page as Markdown. */
export function firstPage(): string {
  return guidesMarkdown(reference(), { ...deployment(), errors: errorExamples(), refused: refusedExample() });
}

/** A product's page as Markdown; null where there is none. */
export function productPage(product: string): string | null {
  const group = groupOf(product);
  return group && productMarkdown(group, deployment());
}

/** An endpoint's page as Markdown; null where there is none. */
export function endpointPage(product: string, endpoint: string): string | null {
  const entry = entryOf(product, endpoint);
  return entry && endpointMarkdown(entry);
}

/** Where programs that read find each page. */
export function llmsIndex(): string {
  return llmsText(reference(), deployment());
}

/** Every page in one text, with requests in curl alone. */
export function llmsFull(): string {
  const groups = reference();
  const curl = snippetLanguages.filter(({ value }) => value === "curl");
  return [
    firstPage(),
    ...groups.flatMap((group) => [
      productMarkdown(group, deployment()),
      ...group.entries.map((entry) => endpointMarkdown(entry, curl)),
    ]),
  ].join("\n");
}

export function markdownAnswer(text: string): Response {
  return new Response(text, { headers: { "content-type": "text/markdown; charset=utf-8" } });
}

export function plainAnswer(text: string): Response {
  return new Response(text, { headers: { "content-type": "text/plain; charset=utf-8" } });
}
