import "server-only";
import { logoPath } from "@/lib/access/branding";
import { codeLanguageCookie, snippetLanguageOf } from "@/lib/http/code-language";
import { cookieValue } from "@/lib/http/dashboard-cookie";
import { anySignedInReader } from "@/lib/http/edge-identity";
import type { ReferencePaths } from "@/lib/http/reference-address";
import { themeCookie, themeOf } from "@/lib/http/theme";

/** Whom a variant of a page is for: everybody, those who are not signed in, or all who are. */
export type Readers = "all" | "signed-out" | "signed-in";

/**
 * Pages that never make room for one another. What a visitor's cookies choose takes none of what all others see, nor
 * the many pages of the reference any of those that people see first.
 */
export type Shelf = "first" | "reference" | "chosen";

/** One variant of a page that is held in memory: what it is asked of Next with, for no one in particular. */
export type PublicPage = {
  path: string;
  readers: Readers;
  shelf: Shelf;
  headers: Readonly<Record<string, string>>;
  keptMs?: number;
};

/** Pages that are the same for all who are signed in, and for all who are not, with any query. */
const forBoth = ["/", "/docs", "/docs/conformance"];
/** Of one endpoint, as a page or as Markdown. */
const endpointPath = /^\/(docs|markdown)\/[a-z0-9-]+\/[a-z0-9-]+$/;

function isForBoth(path: string, reference: ReferencePaths): boolean {
  return forBoth.includes(path) || reference.has(path);
}

/** Pages that are the same for everybody who is not signed in, with any query; the others see their own plan there. */
const always = ["/pricing", ...forBoth];
/** Pages that also read their query and other cookies: the same for requests that bring neither. */
const withoutInput = [
  "/sign-in",
  "/register",
  "/verify-email",
  "/invitations",
  "/forgot-password",
  "/reset-password",
  "/confirm-email",
  "/undo-email-change",
];
const iconPath = "/icon.svg";
const files = ["/openapi.json", "/latchkey.schema.json", "/llms.txt", "/llms-full.txt", "/docs/search.json", iconPath];
/** Made when it is asked for: most deployments have none. */
const brandFiles = [logoPath];
/** Where pages of the reference are as Markdown, which addresses ask for by `.md`. */
const markdownPath = /^\/markdown(?=\/|$)/;
/** Answered while nothing else is: it asks for nothing, and is made anew after this time, in milliseconds. */
export const statusPath = "/status";
const statusKeptMs = 5_000;
/** Told at every path that is not there; it is not there itself. */
const notFound = "/not-found";

/** What people see first, with the products that the reference tells of at the time; made before anybody waits for it. */
export function firstPages(reference: ReferencePaths): PublicPage[] {
  const products = [...reference].filter((path) => !endpointPath.test(path));
  const pages = [...always, ...products, ...withoutInput, notFound];
  return [...pages.map((path) => pageFor(path, undefined)), ...files.map(fileFor)];
}

/**
 * Where a path is answered from. Browsers ask for this icon in the moment in which one page gives way to another, and
 * `/docs/….md` is the Markdown of a page of the reference.
 */
export function answeredPath(path: string): string {
  if (path === "/favicon.ico") return iconPath;
  return path.replace(/^\/docs((?:\/[a-z0-9-]+)*)\.md$/, "/markdown$1");
}

/**
 * The variant in memory that answers a request; null where the request decides what is on the page. `reference` are the
 * addresses of the reference's products and endpoints.
 */
export function publicPage(
  path: string,
  query: string,
  { cookies, signedIn }: { cookies: string | undefined; signedIn: boolean },
  reference: ReferencePaths,
): PublicPage | null {
  if (files.includes(path) || brandFiles.includes(path)) return fileFor(path);
  if (markdownPath.test(path)) {
    const page = path.replace(markdownPath, "/docs");
    return page === "/docs" || reference.has(page) ? fileFor(path) : notFoundPage(cookies);
  }
  if (signedIn) return isForBoth(path, reference) ? pageFor(path, cookies, "signed-in") : null;
  if (always.includes(path) || isForBoth(path, reference)) return pageFor(path, cookies);
  if (path.startsWith("/docs/")) return notFoundPage(cookies);
  const bare = query === "" && cookieNames(cookies).every((name) => name === themeCookie);
  return withoutInput.includes(path) && bare ? pageFor(path, cookies) : null;
}

/**
 * The status page, for a request that asks for it; null for all others. A visitor who brings a session's cookie, good
 * or not, gets the way to the dashboard: nothing is asked of the database to find out.
 */
export function statusPage(path: string, cookies: string | undefined, sessionCookie: string): PublicPage | null {
  if (path !== statusPath) return null;
  const hasSession = cookieNames(cookies).some((name) => name.startsWith(sessionCookie));
  return { ...pageFor(path, cookies, hasSession ? "signed-in" : "signed-out"), keptMs: statusKeptMs };
}

/** What tells that there is no such page, in the theme of the request. */
export function notFoundPage(cookies: string | undefined): PublicPage {
  return pageFor(notFound, cookies);
}

function pageFor(path: string, cookies: string | undefined, readers: Readers = "signed-out"): PublicPage {
  const reader = readers === "signed-in" ? anySignedInReader() : {};
  const cookie = shownBy(path, cookies);
  const isUsual = readers === "signed-out" && cookie === shownBy(path, undefined);
  const headers = { accept: "text/html", cookie, ...reader };
  return { path, readers, shelf: isUsual ? usualShelf(path) : "chosen", headers };
}

/** What of a request's cookies shows on a page. */
function shownBy(path: string, cookies: string | undefined): string {
  const chosen = (name: string) => cookieValue(cookies ?? null, name) ?? undefined;
  const theme = `${themeCookie}=${themeOf(chosen(themeCookie))}`;
  // An endpoint's page shows its request in the language that was chosen last.
  return endpointPath.test(path) ? `${theme}; ${codeLanguageCookie}=${snippetLanguageOf(chosen)}` : theme;
}

function fileFor(path: string): PublicPage {
  return { path, readers: "all", shelf: usualShelf(path), headers: {} };
}

function usualShelf(path: string): Shelf {
  return endpointPath.test(path) ? "reference" : "first";
}

function cookieNames(header = ""): string[] {
  return header
    .split(";")
    .map((pair) => pair.trim().split("=")[0] ?? "")
    .filter(Boolean);
}
