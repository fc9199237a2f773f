import { randomBytes } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { compileCatalogue, currentCatalogue, replaceCatalogue, shippedContent } from "@/lib/access/catalogue-snapshot";
import { contractTable } from "@/lib/contract-table";
import type { NextHandler } from "@/lib/http/http-server";
import { pageSecurityHeaders } from "@/lib/http/page-security";
import { referencePaths } from "@/lib/http/reference-address";
import { compressKept } from "./kept-answer";
import { createPageStore, shelfBytes } from "./page-store";
import { answeredPath, firstPages, type PublicPage, publicPage } from "./public-pages";

const reference = referencePaths(contractTable);
const endpoints = [...reference].filter((path) => path.split("/").length === 4);

/** What Next was asked for. */
let rendered: string[] = [];
beforeEach(() => {
  rendered = [];
});

/** As heavy, once compressed, as the pages of the reference are on average, and their Markdown. */
const render: NextHandler = async (request, response) => {
  rendered.push(`${request.url} ${request.headers.cookie ?? ""}`.trim());
  const isPage = request.url?.startsWith("/docs");
  response.writeHead(200, { ...pageSecurityHeaders(), "content-type": isPage ? "text/html" : "text/markdown" });
  response.end(`<p>${randomBytes(isPage ? 19_000 : 2_000).toString("hex")}</p>`);
};

function pageAt(path: string, cookies?: string, signedIn = false): PublicPage {
  const page = publicPage(answeredPath(path), "", { cookies, signedIn }, reference);
  if (!page) throw new Error(`${path} is rendered for each`);
  return page;
}

/** Looks at pages one by one, as a walk through the reference does. */
async function visit(store: ReturnType<typeof createPageStore>, pages: readonly PublicPage[]): Promise<void> {
  for (const page of pages) await compressKept(await store.get(page));
}

describe("pages in memory", () => {
  it("are made once however often all endpoints are looked at, as pages and as Markdown, and leave those that people see first", async () => {
    const store = createPageStore(render);
    const all = endpoints.flatMap((path) => [pageAt(path), pageAt(`${path}.md`)]);
    expect(all.length).toBeGreaterThan(500);
    await visit(store, firstPages(reference));
    await visit(store, all);
    await visit(store, [...all, ...firstPages(reference)]);
    expect(new Set(rendered).size).toBe(rendered.length);
    expect(rendered).toHaveLength(all.length + firstPages(reference).length);
  }, 60_000);

  it("take no more room than is set aside for what cookies choose, and a stranger who changes them takes none from what others see", async () => {
    const store = createPageStore(render, { ...shelfBytes, chosen: 1e6 });
    const usual = [...firstPages(reference), ...endpoints.slice(0, 20).map((path) => pageAt(path))];
    await visit(store, usual);
    const chosen = [
      ...["theme=dark", "code-language=go", "code-language=php; theme=light"].flatMap((cookies) =>
        endpoints.slice(0, 20).map((path) => pageAt(path, cookies)),
      ),
      ...endpoints.slice(0, 20).map((path) => pageAt(path, undefined, true)),
    ];
    await visit(store, chosen);
    // A megabyte is some 25 pages of 40 KB.
    const held = chosen.filter((page) => store.has(page)).length;
    expect([held > 20, held < 30]).toEqual([true, true]);
    expect(usual.filter((page) => !store.has(page))).toEqual([]);
  });
});

describe("a page that is made anew under another catalogue", () => {
  const shipped = currentCatalogue();
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  });
  afterEach(() => {
    vi.useRealTimers();
    replaceCatalogue(shipped);
  });

  it("stays as long as any, though the one before it would have gone meanwhile", async () => {
    const store = createPageStore(render);
    const page = { ...pageAt("/docs"), keptMs: 5_000 };
    await store.get(page);
    vi.advanceTimersByTime(4_000);
    replaceCatalogue(compileCatalogue(shippedContent, 1));
    await store.get(page);
    vi.advanceTimersByTime(4_000);
    expect(store.has(page)).toBe(true);
    vi.advanceTimersByTime(1_000);
    expect(store.has(page)).toBe(false);
  });
});
