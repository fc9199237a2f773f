import "server-only";
import type { IncomingMessage, ServerResponse } from "node:http";
import { dirname, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { countingAddress } from "@/lib/access/address";
import { type Catalogue, currentCatalogue } from "@/lib/access/catalogue-snapshot";
import type { LimitDecision } from "@/lib/access/limiter";
import { isLimitsUnavailable } from "@/lib/access/limits-unavailable";
import type { UserPrincipal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import { preflightHeaders } from "@/lib/http/cors";
import { cookieValue, dashboardCookieName } from "@/lib/http/dashboard-cookie";
import { visitorOfCookie } from "@/lib/http/dashboard-session";
import { type Arrival, prepareForNext } from "@/lib/http/edge";
import type { NextHandler, RequestHandler } from "@/lib/http/http-server";
import { limitHeaders, retryAfterSeconds } from "@/lib/http/limit-headers";
import type { ReferencePaths } from "@/lib/http/reference-address";
import { bucketsOf } from "@/lib/http/request-buckets";
import { isDatabaseAway } from "@/lib/platform/database-away";
import { errorFields } from "@/lib/platform/log-error.mjs";
import { currentWork, onBehalfOf } from "@/lib/platform/whose-work";
import { type KeptAnswer, sendKept } from "./kept-answer";
import { createLoopTurns } from "./loop-turns";
import { refusePage } from "./page-refusal";
import { readPageRoutes } from "./page-routes";
import { createPageStore } from "./page-store";
import { answeredPath, firstPages, notFoundPage, type PublicPage, publicPage, statusPage } from "./public-pages";
import { replaceFailure } from "./replace-failure";
import { openStaticFiles, publicFiles } from "./static-files";
import { createWorkQueue } from "./work-queue";

export type PageRoad = {
  handle: RequestHandler;
  /** Renders one page, so that the parts of Next that it loads for its first keep nobody waiting: for before anybody is served. */
  renderFirst(): Promise<void>;
  /**
   * Renders what people see first, each page only while `isBusy` is false. The first rendering keeps the process from
   * all else, and what is under way would wait for it with its connection held. Resolves when they are in memory, or
   * `stop` was called. Once another catalogue counts, the first view of a page begins it again.
   */
  warm(isBusy: () => boolean): Promise<void>;
  stop(): Promise<void>;
};

/** The API's description is no page alone: scripts of any origin may read it, as they may call what it describes. */
const description = {
  path: "/openapi.json",
  methods: ["GET", "HEAD", "OPTIONS"],
  contracts: [{ method: "GET" }],
};

/** A rendered page takes some ten milliseconds of the one thread that also answers the API. */
const renderBounds = { atOnce: 2, waiting: 300, waitingPerSubject: 60, patienceMs: 15_000 };

/** A view from memory takes some tenths of a millisecond: this many keep the API waiting for about one. */
const viewsInOneTurn = 4;

/** How often a warm-up looks for a moment without requests. */
const quietCheckMs = 20;

/** Who waits in the queue for pages that are made ahead. */
const warmingSubject = "the server";

/** A page that its reader takes slowly does not keep its place longer. */
const renderLimitMs = 10_000;

/**
 * The road of everything that is no API. Files of the build and pages that are the same for everybody come from memory,
 * before Next. Views are counted by session, or by address where no one is signed in. Pages that Next has to render are
 * bounded in number at work as well. `buildFolder` is Next's output, `render` its handler, `reference` are the addresses of
 * the reference's products and endpoints.
 */
export async function openPageRoad(
  buildFolder: string,
  render: NextHandler,
  reference: ReferencePaths,
): Promise<PageRoad> {
  const [pageOf, files, ownFiles] = await Promise.all([
    readPageRoutes(buildFolder),
    openStaticFiles(join(buildFolder, "static")),
    openStaticFiles(join(dirname(buildFolder), "public"), publicFiles),
  ]);
  const store = createPageStore(render);
  const queue = createWorkQueue(renderBounds);
  const turns = createLoopTurns(viewsInOneTurn);
  let stopped = false;
  let warming: Promise<void> = Promise.resolve();
  /** Which catalogue's pages are made ahead, and when; null before the first time. */
  let warmed: { catalogue: Catalogue; isBusy: () => boolean } | null = null;

  async function handle(request: IncomingMessage, response: ServerResponse, arrival: Arrival): Promise<void> {
    try {
      await answer(request, response, arrival);
    } catch (error) {
      if (response.headersSent || !(isDatabaseAway(error) || isLimitsUnavailable(error))) throw error;
      refuseForNow(request, response, arrival, error);
    }
  }

  async function sendInTurn(kept: KeptAnswer, request: IncomingMessage, response: ServerResponse): Promise<void> {
    await turns.take(request.socket);
    await sendKept(kept, request, response);
  }

  async function answer(request: IncomingMessage, response: ServerResponse, arrival: Arrival): Promise<void> {
    const { target, address, requestId, seen } = arrival;
    seen.page = "page";
    response.setHeader("x-request-id", requestId);
    const { headers } = request;
    prepareForNext(request, arrival);
    if (request.method === "OPTIONS" && target.path === description.path) {
      response.writeHead(204, preflightHeaders(description, headers["access-control-request-headers"] ?? null)).end();
      return;
    }
    if (request.method !== "GET" && request.method !== "HEAD") {
      const title = "This page can only be read";
      return refusePage(request, response, { status: 405, title, text: "", headers: { allow: "GET, HEAD" } });
    }
    const file = files.find(target.decodedPath) ?? ownFiles.find(target.decodedPath);
    if (file) {
      seen.page = "file";
      return sendInTurn(await file, request, response);
    }

    const path = answeredPath(target.decodedPath.replace(/(?<=.)\/$/, ""));
    const page = pageOf(path);
    seen.page = page ?? "no page";
    // Neither counted nor bound to a session: it must tell of failures while what others need fails.
    const status = statusPage(path, headers.cookie, dashboardCookieName(runtime().settings));
    const told = status && (await keptOrNull(status));
    if (told) return sendInTurn(told, request, response);
    const query = target.search.slice(1);
    // A page that shows the catalogue as it was is better than none.
    await runtime()
      .catalogue.behind()
      ?.catch(() => undefined);
    if (warmed && warmed.catalogue !== currentCatalogue()) void warm(warmed.isBusy);
    const visitor = await visitorOf(request, address);
    if (!(await takesView(request, response, visitor))) return;
    const readers = { cookies: headers.cookie, signedIn: visitor.principal !== null };
    const shared = page !== null ? publicPage(path, query, readers, reference) : notFoundPage(headers.cookie);
    if (shared) {
      // To make it takes as long as any page does.
      const kept = store.has(shared)
        ? await keptOrNull(shared)
        : await queue.run(visitor.subject, () => keptOrNull(shared), response);
      if (kept === "full") return refuseCrowd(request, response);
      if (kept) return sendInTurn(kept, request, response);
    }
    const makePage = () =>
      onBehalfOf(visitor.owner, visitor.crowd, () => {
        const work = currentWork();
        const isHeldUp = () => work?.isBackground === false && work.hadNoConnection === true;
        // Next has words of its own for whatever a page fails with, and its 500 says nothing of coming back.
        replaceFailure(response, () => (isHeldUp() ? () => refuseForNow(request, response, arrival) : null));
        return withinLimit(render(request, response), response);
      });
    const outcome = await queue.run(visitor.subject, makePage, response);
    if (outcome === "full") refuseCrowd(request, response);
  }

  async function keptOrNull(page: PublicPage) {
    return store.get(page).catch((error: unknown) => {
      runtime().log("warn", "page_not_kept", { path: page.path, ...errorFields(error) });
      return null;
    });
  }

  function warm(isBusy: () => boolean): Promise<void> {
    const catalogue = currentCatalogue();
    warmed = { catalogue, isBusy };
    const isOver = () => stopped || catalogue !== currentCatalogue();
    const before = warming;
    warming = (async () => {
      await before;
      for (const page of firstPages(reference)) {
        while (isBusy() && !isOver()) await pause(quietCheckMs);
        if (isOver()) return;
        await queue.run(warmingSubject, () => keptOrNull(page));
      }
    })();
    return warming;
  }

  return {
    handle,
    // No one is served yet who would wait in the queue.
    async renderFirst() {
      await keptOrNull(notFoundPage(undefined));
    },
    warm,
    async stop() {
      stopped = true;
      await warming;
    },
  };
}

/** The queue is full, or its patience at an end. */
function refuseCrowd(request: IncomingMessage, response: ServerResponse): void {
  if (response.writableEnded || request.destroyed) return;
  refusePage(request, response, {
    status: 503,
    title: "Too many people are looking at once",
    text: "Please try again in a few seconds.",
    headers: { "retry-after": "5" },
  });
}

/** What the database or the limits cannot do now, they may do in a moment. */
function refuseForNow(
  request: IncomingMessage,
  response: ServerResponse,
  { requestId }: Arrival,
  error: unknown = null,
): void {
  runtime().log("warn", "page_unavailable", { request_id: requestId, ...(error === null ? {} : errorFields(error)) });
  refusePage(request, response, {
    status: 503,
    title: "The page cannot be shown right now",
    text: "Please try again in a few seconds.",
    headers: { "retry-after": "1" },
  });
}

type Visitor = {
  principal: UserPrincipal | null;
  address: string | null;
  /** Who waits in the queue: a user's sessions are one, and so are the strangers of an address. */
  subject: string;
  /** Whose share of the database's connections the page takes. */
  owner: string;
  /** What is bounded with it. */
  crowd: string | null;
};

/** Who is looking, without a query where there is no session cookie. */
async function visitorOf({ headers }: IncomingMessage, address: string | null): Promise<Visitor> {
  const { settings } = runtime();
  const cookie = cookieValue(headers.cookie ?? null, dashboardCookieName(settings));
  const principal = cookie === null ? null : await visitorOfCookie(cookie, address);
  if (principal) {
    const { userId, organizationId } = principal;
    return { principal, address, subject: `user:${userId}`, owner: `org:${organizationId}`, crowd: null };
  }
  const subject = countingAddress(address);
  return { principal, address, subject, owner: `ip:${subject}`, crowd: "anonymous" };
}

/** Counts a view; where there is no room for it, says so and is false. Throws LimitsUnavailable where that is unknown. */
async function takesView(request: IncomingMessage, response: ServerResponse, visitor: Visitor): Promise<boolean> {
  const decision = await decideOnView(visitor);
  if (decision.allowed) return true;
  const seconds = retryAfterSeconds(decision) ?? 60;
  refusePage(request, response, {
    status: 429,
    title: "Too many pages in a short time",
    text: `Please wait ${seconds === 1 ? "a second" : `${seconds} seconds`}, then try again.`,
    headers: limitHeaders(decision, "pages"),
  });
  return false;
}

async function decideOnView({ principal, address }: Visitor): Promise<LimitDecision> {
  const reader = principal && { principal, keyLimits: [] };
  const begunMs = performance.now();
  const decision = await runtime().limiter.decide(bucketsOf("pages", reader, address));
  await runtime().ledger.kept(begunMs);
  return decision;
}

/**
 * Resolves when the page is made, or when making it and its reader together took too long for the place that they hold. A
 * reader who leaves ends what has begun to be sent; Next goes on with anything else, so that the place is still taken.
 */
async function withinLimit(made: Promise<void>, response: ServerResponse): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, renderLimitMs);
    response.once("close", () => response.headersSent && resolve());
  });
  await Promise.race([made, limit]);
  clearTimeout(timer);
}
