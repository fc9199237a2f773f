import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Browser, Page } from "playwright/test";

/** A page of the company's own with `<latchkey-keys>` in it, on an origin of its own, and the backend that hands out tokens. */
export type CompanyPage = { origin: string; stop(): Promise<void> };

/**
 * Serves the page under the strictest policy that docs/portal.md's words leave: nothing but the deployment's script, and
 * requests to the page's own origin and the deployment's. `tokenFor` is what the backend does for who is signed in there.
 */
export async function openCompanyPage(
  deployment: string,
  tokenFor: (origin: string) => Promise<string>,
): Promise<CompanyPage> {
  const policy = [
    "default-src 'none'",
    `script-src ${deployment}`,
    `connect-src 'self' ${deployment}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
  ].join("; ");
  const html = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Your account</title>
<script src="${deployment}/embed/latchkey-keys.js" defer></script></head>
<body><main><h1>Your account</h1><latchkey-keys token-url="/api/portal-token"></latchkey-keys></main></body></html>`;
  const origin = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const server = createServer(async ({ method, url }, response) => {
    if (method === "POST" && url === "/api/portal-token") {
      const token = await tokenFor(origin());
      response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ token }));
      return;
    }
    const headers = { "content-type": "text/html; charset=utf-8", "content-security-policy": policy };
    response.writeHead(url === "/" ? 200 : 404, headers).end(url === "/" ? html : "");
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  return {
    origin: origin(),
    stop: () =>
      new Promise((stopped) => {
        server.closeAllConnections();
        server.close(() => stopped());
      }),
  };
}

/** A customer's browser in the page; `broken` is what its console and its scripts complain of. */
export async function visitCompanyPage(browser: Browser, { origin }: CompanyPage) {
  const context = await browser.newContext();
  const page = await context.newPage();
  const broken: string[] = [];
  page.on("console", (message) => message.type() === "error" && broken.push(message.text()));
  page.on("pageerror", (error) => broken.push(error.message));
  await page.goto(origin);
  return { context, page, broken };
}

/** The fields of the component with which a customer makes a key and takes its secret. */
export const keyFields = (page: Page) => ({
  open: page.getByRole("button", { name: "Create API key" }),
  name: page.getByLabel("Name", { exact: true }),
  create: page.getByRole("button", { name: "Create", exact: true }),
  shown: page.getByRole("textbox", { name: "API key" }),
});
