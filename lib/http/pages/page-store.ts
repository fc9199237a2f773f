import "server-only";
import { LRUCache } from "lru-cache";
import { currentCatalogue } from "@/lib/access/catalogue-snapshot";
import type { NextHandler } from "@/lib/http/http-server";
import { compressKept, type KeptAnswer, keepAnswer } from "./kept-answer";
import { withoutNonce } from "./page-policy";
import type { PublicPage, Shelf } from "./public-pages";
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

/**
 * How many bytes of compressed pages each shelf holds, together 80 MB; beyond it the page goes that was asked for longest ago.
 * A page of the reference takes some 40 KB in both encodings, and all of them with their Markdown some 11 MB.
 */
export const shelfBytes: Readonly<Record<Shelf, number>> = { first: 8e6, reference: 24e6, chosen: 48e6 };

/** When a page that failed is tried again. */
const retryMs = 5_000;

/** Holds what `render` answers, on shelves of as many `bytes`. */
export function createPageStore(render: NextHandler, bytes = shelfBytes): PageStore {
  const shelves = {
    first: createShelf(bytes.first),
    reference: createShelf(bytes.reference),
    chosen: createShelf(bytes.chosen),
  };
  let catalogue = currentCatalogue();

  function forgetFormerCatalogue(): void {
    if (catalogue === currentCatalogue()) return;
    catalogue = currentCatalogue();
    for (const shelf of Object.values(shelves)) shelf.clear();
  }

  return {
    has(page) {
      forgetFormerCatalogue();
      return shelves[page.shelf].has(idOf(page));
    },
    get(page) {
      forgetFormerCatalogue();
      const shelf = shelves[page.shelf];
      const id = idOf(page);
      const known = shelf.get(id);
      if (known) return known;
      const made = make(render, page);
      // Under another state of the catalogue the page may have been made anew meanwhile.
      const isThere = () => shelf.peek(id) === made;
      const dropIn = (ms: number) => setTimeout(() => isThere() && shelf.delete(id), ms).unref();
      shelf.set(id, made, { size: 1 });
      if (page.keptMs !== undefined) dropIn(page.keptMs);
      made.then(compressKept).then(
        // The library weighs anew only what it takes in anew.
        (size) => isThere() && shelf.delete(id) && shelf.set(id, made, { size }),
        // Meanwhile Next answers each request itself, bounded as any: a page that fails must not be made for all of them.
        () => dropIn(retryMs),
      );
      return made;
    },
  };
}

function createShelf(maxSize: number): LRUCache<string, Promise<KeptAnswer>> {
  return new LRUCache({ maxSize });
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
  // What is not there may be in a moment: another process may have the next build's files already.
  const caching = { "cache-control": keptMs === undefined && status === 200 ? shared : "no-store", vary: "Cookie" };
  return keepAnswer(status, { ...kept, ...security, ...preloads, ...caching }, Buffer.from(plain.html));
}
