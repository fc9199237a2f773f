import "server-only";
import { logoPath } from "@/lib/access/branding";
import { isProductId, productIds } from "@/lib/access/catalogue";
import { codeLanguageCookie, snippetLanguageOf } from "@/lib/http/code-language";
import { cookieValue } from "@/lib/http/dashboard-cookie";
import { anySignedInReader } from "@/lib/http/edge-identity";
import { themeCookie, themeOf } from "@/lib/http/theme";

/** Whom a variant of a page is for: everybody, those who are not signed in, or all who are. */
export type Readers = "all" | "signed-out" | "signed-in";

/** One variant of a page that is held in memory: what it is asked of Next with, for no one in particular. */
export type PublicPage = { path: string; readers: Readers; headers: Readonly<Record<string, string>>; keptMs?: number };

/** Pages that are the same for all who are signed in, and for all who are not, with any query. */
const forBoth = ["/", "/docs", "/docs/conformance"];
/** The reference of one product, of those that the catalogue names at the time. */
const referencePath = /^\/docs\/([a-z0-9-]+)$/;
const endpointPath = /^\/docs\/[a-z0-9-]+\/[a-z0-9-]+$/;

/** `endpoints` are the addresses of the reference's endpoints. */
function isForBoth(path: string, endpoints: Pick<ReadonlySet<string>, "has">): boolean {
  const product = referencePath.exec(path)?.[1];
  return forBoth.includes(path) || (product !== undefined && isProductId(product)) || endpoints.has(path);
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
const statusPath = "/status";
const statusKeptMs = 5_000;
/** Told at every path that is not there; it is not there itself. */
const notFound = "/not-found";

const known = new Set([...always, ...productIds().map((id) => `/docs/${id}`), ...withoutInput, notFound]);

/** What people see first; made when the server starts, so that no visitor waits for it. */
export const firstPages: readonly PublicPage[] = [
  ...[...known].map((path) => pageFor(path, undefined)),
  ...files.map(fileFor),
];

/**
 * Where a path is answered from: browsers ask for this icon in the moment in which one page gives way to another, and
 * `/docs/….md` is the Markdown of a page of the reference.
 */
export function answeredPath(path: string): string {
  if (path === "/favicon.ico") return iconPath;
  return path.replace(/^\/docs((?:\/[a-z0-9-]+)*)\.md$/, "/markdown$1");
}

/**
 * The variant in memory that answers a request; null where the request decides what is on the page. `endpoints` are the
 * addresses at which the reference tells of one endpoint.
 */
export function publicPage(
  path: string,
  query: string,
  { cookies, signedIn }: { cookies: string | undefined; signedIn: boolean },
  endpoints: Pick<ReadonlySet<string>, "has">,
): PublicPage | null {
  if (files.includes(path) || brandFiles.includes(path)) return fileFor(path);
  if (markdownPath.test(path)) {
    const page = path.replace(markdownPath, "/docs");
    return isForBoth(page, endpoints) ? fileFor(path) : notFoundPage(cookies);
  }
  if (signedIn) return isForBoth(path, endpoints) ? pageFor(path, cookies, "signed-in") : null;
  if (always.includes(path) || isForBoth(path, endpoints)) return pageFor(path, cookies);
  if (path.startsWith("/docs/")) return notFoundPage(cookies);
  const bare = query === "" && cookieNames(cookies).every((name) => name === themeCookie);
  return withoutInput.includes(path) && bare ? pageFor(path, cookies) : null;
}

/**
 * The status page, for a request that asks for it; null for all others. Whoever brings a session's cookie, good or not, gets
 * the way to the dashboard: nothing is asked of the database to find out.
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
  const chosen = (name: string) => cookieValue(cookies ?? null, name) ?? undefined;
  const reader = readers === "signed-in" ? anySignedInReader() : {};
  const theme = `${themeCookie}=${themeOf(chosen(themeCookie))}`;
  // An endpoint's page shows its request in the language that was chosen last.
  const language = `${codeLanguageCookie}=${snippetLanguageOf(chosen)}`;
  const cookie = endpointPath.test(path) ? `${theme}; ${language}` : theme;
  return { path, readers, headers: { accept: "text/html", cookie, ...reader } };
}

function fileFor(path: string): PublicPage {
  return { path, readers: "all", headers: {} };
}

function cookieNames(header = ""): string[] {
  return header
    .split(";")
    .map((pair) => pair.trim().split("=")[0] ?? "")
    .filter(Boolean);
}
