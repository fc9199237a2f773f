import { endpointPage, firstPage, markdownAnswer, productPage } from "@/app/(public)/docs/markdown-pages";

/** Pages of the reference as Markdown: our server asks here for what is at `/docs.md` and `/docs/….md`. */
export async function GET(_: Request, { params }: { params: Promise<{ path?: string[] }> }): Promise<Response> {
  const [product, endpoint, ...more] = (await params).path ?? [];
  const page = await (product === undefined
    ? firstPage()
    : endpoint === undefined
      ? productPage(product)
      : endpointPage(product, endpoint));
  if (page === null || more.length > 0) return new Response("There is no such page.\n", { status: 404 });
  return markdownAnswer(page);
}
