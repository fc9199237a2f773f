import "server-only";
import type { IncomingMessage, ServerResponse } from "node:http";
import { productName } from "@/lib/access/branding";

type Refusal = { status: 405 | 429 | 503; title: string; text: string; headers: Readonly<Record<string, string>> };

/** A name in HTML. */
function plain(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

/** Tells a person why there is no page now; without a script, a file or anything of the request in it. */
export function refusePage(request: IncomingMessage, response: ServerResponse, refusal: Refusal): void {
  const { status, title, text, headers } = refusal;
  const body = Buffer.from(
    `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">` +
      `<title>${title} · ${plain(productName())}</title><style>:root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;` +
      `max-width:28rem;margin:20vh auto;padding:0 1rem}h1{font-size:1.5rem}</style><h1>${title}</h1><p>${text}</p></html>`,
  );
  response.writeHead(status, {
    ...headers,
    "content-type": "text/html; charset=utf-8",
    "content-length": body.length,
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    "x-frame-options": "DENY",
  });
  response.end(request.method === "HEAD" ? undefined : body);
}
