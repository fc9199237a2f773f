import "server-only";
import { LRUCache } from "lru-cache";
import { currentCatalogue } from "@/lib/access/catalogue-snapshot";
import type { NextHandler } from "@/lib/http/http-server";
import { type KeptAnswer, keepAnswer } from "./kept-answer";
import { withoutNonce } from "./page-policy";
import type { PublicPage } from "./public-pages";
import { renderAnswer } from "./render-answer";

/** Pages that are rendered once for each state of the catalogue, or as long as they say. */
export type PageStore = {
  /** The page, made when it is first asked for; rejects when it cannot be the same for everybody. */
  get(page: PublicPage): Promise<KeptAnswer>;
  /** Whether the page is made, or being made. */
  has(page: PublicPage): boolean;
};

/** What a page of everybody keeps of its headers; anything else would speak of one request. */
const keptHeaders =
  /^(content-type|content-security-policy|link|x-frame-options|referrer-policy|permissions-policy|access-control-.*)$/;

/** How many variants of pages are in memory: the reference has some hundred pages, in each theme. The longest unseen goes. */
const mostPages = 250;

/** When a page that failed is tried again. */
const retryMs = 5_000;

export function createPageStore(render: NextHandler): PageStore {
  const pages = new LRUCache<string, Promise<KeptAnswer>>({ max: mostPages });
  let catalogue = currentCatalogue();

  function forgetFormerCatalogue(): void {
    if (catalogue === currentCatalogue()) return;
    catalogue = currentCatalogue();
    pages.clear();
  }

  return {
    has(page) {
      forgetFormerCatalogue();
      return pages.has(idOf(page));
    },
    get(page) {
      forgetFormerCatalogue();
      const id = idOf(page);
      const known = pages.get(id);
      if (known) return known;
      const made = make(render, page);
      pages.set(id, made);
      if (page.keptMs !== undefined) setTimeout(() => pages.delete(id), page.keptMs).unref();
      // Meanwhile Next answers each request itself, bounded as any: a page that fails must not be made for all of them.
      made.catch(() => setTimeout(() => pages.delete(id), retryMs).unref());
      return made;
    },
  };
}

function idOf({ path, readers, headers }: PublicPage): string {
  return [path, readers, headers.cookie].join(" ");
}

async function make(render: NextHandler, { path, readers, headers: asked, keptMs }: PublicPage): Promise<KeptAnswer> {
  const { status, headers, body } = await renderAnswer(render, path, asked);
  if ((status !== 200 && status !== 404) || headers["set-cookie"]) {
    throw new Error(`${path} answered ${status}: it is not the same for everybody`);
  }
  const kept = Object.fromEntries(Object.entries(headers).filter(([name]) => keptHeaders.test(name)));
  if (!(kept["content-type"] ?? "").startsWith("text/html")) {
    return keepAnswer(status, { ...kept, "cache-control": "public, max-age=300" }, body);
  }
  const policy = kept["content-security-policy"];
  if (policy === undefined) throw new Error(`${path} has no policy for its scripts`);
  const plain = withoutNonce(body.toString(), policy);
  const security = { "content-security-policy": plain.policy };
  // Fonts that the first lines are drawn with are asked for before the page's styles name them.
  const preloads = kept.link === undefined ? {} : { link: kept.link.replaceAll(/; nonce="[^"]*"/g, "") };
  // Shared caches may answer for a minute; browsers ask each time, with an ETag, so that a release shows at once.
  const shared = readers === "signed-in" ? "private, no-cache" : "public, max-age=0, s-maxage=60";
  const caching = { "cache-control": keptMs === undefined ? shared : "no-store", vary: "Cookie" };
  return keepAnswer(status, { ...kept, ...security, ...preloads, ...caching }, Buffer.from(plain.html));
}
