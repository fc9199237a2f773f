import "server-only";
import { guidesMarkdown } from "@/components/reference/guides-markdown";
import { endpointMarkdown, llmsText, productMarkdown } from "@/components/reference/markdown";
import { snippetLanguages } from "@/components/reference/snippet-names";
import { runtime } from "@/lib/access/runtime";
import { createPace } from "@/lib/platform/pace";
import { errorExamples } from "./error-examples";
import { entryOf, groupOf, reference } from "./reference";
import { refusedExample } from "./refused-example";

function deployment() {
  return { origin: runtime().settings.publicUrl };
}

/** The reference's first page as Markdown. */
export async function firstPage(): Promise<string> {
  return guidesMarkdown(await reference(), { ...deployment(), errors: errorExamples(), refused: refusedExample() });
}

/** A product's page as Markdown; null where there is none. */
export async function productPage(product: string): Promise<string | null> {
  const group = await groupOf(product);
  return group && productMarkdown(group, deployment());
}

/** An endpoint's page as Markdown; null where there is none. */
export async function endpointPage(product: string, endpoint: string): Promise<string | null> {
  const entry = await entryOf(product, endpoint);
  return entry && endpointMarkdown(entry);
}

/** Where programs that read find each page. */
export async function llmsIndex(): Promise<string> {
  return llmsText(await reference(), deployment());
}

/** Characters of companies' own endpoints in the one text; the pages of what comes after are in `/llms.txt`. */
const mostDescribed = 2_000_000;

/** Every page in one text, with requests in curl alone. It takes turns with whatever else the process does. */
export async function llmsFull(): Promise<string> {
  const curl = snippetLanguages.filter(({ value }) => value === "curl");
  const pages = [await firstPage()];
  const pace = createPace();
  let described = 0;
  for (const group of await reference()) {
    pages.push(productMarkdown(group, deployment()));
    for (const entry of group.entries) {
      if (described > mostDescribed) break;
      await pace();
      const page = endpointMarkdown(entry, curl);
      pages.push(page);
      if (entry.described !== null) described += page.length;
    }
  }
  return pages.join("\n");
}

export function markdownAnswer(text: string): Response {
  return new Response(text, { headers: { "content-type": "text/markdown; charset=utf-8" } });
}

export function plainAnswer(text: string): Response {
  return new Response(text, { headers: { "content-type": "text/plain; charset=utf-8" } });
}
