import { createServer, type IncomingMessage } from "node:http";

/** A request as a stand-in's handler sees it: form fields and query are read already. */
export type StandInRequest = {
  url: URL;
  headers: IncomingMessage["headers"];
  form: URLSearchParams;
};

export type StandInAnswer = { status?: number; headers?: Record<string, string | string[]>; body?: string };

/** Handlers by method and path, such as `GET /user`. */
export type StandInRoutes = Record<string, (request: StandInRequest) => StandInAnswer | Promise<StandInAnswer>>;

export type StandInServer = { url: string; close(): Promise<void> };

/** Serves handlers on the loopback address; port 0 is one that is free. */
export async function serveStandIn(port: number, routes: StandInRoutes): Promise<StandInServer> {
  const server = createServer(async (incoming, response) => {
    const url = new URL(incoming.url ?? "/", "http://stand-in.invalid");
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const form = new URLSearchParams(Buffer.concat(chunks).toString());
    const handle = routes[`${incoming.method} ${url.pathname}`];
    const answer = handle ? await handle({ url, headers: incoming.headers, form }) : { status: 404, body: "not found" };
    response.writeHead(answer.status ?? 200, answer.headers);
    response.end(answer.body);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  const address = server.address();
  const bound = typeof address === "object" && address ? address.port : port;
  return {
    url: `http://127.0.0.1:${bound}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

export function json(body: unknown, status = 200): StandInAnswer {
  return { status, headers: { "content-type": "application/json; charset=utf-8" }, body: JSON.stringify(body) };
}

export function redirect(to: string, values: Record<string, string>): StandInAnswer {
  const url = new URL(to);
  for (const [name, value] of Object.entries(values)) url.searchParams.set(name, value);
  return { status: 302, headers: { location: url.href } };
}

/** A page with one form; fields are `[name, label, value]`, a boolean is a checkbox. */
export function formPage(
  title: string,
  action: string,
  hidden: Record<string, string>,
  fields: readonly (readonly [name: string, label: string, value: string | boolean])[],
  buttons: readonly (readonly [value: string, label: string])[],
): StandInAnswer {
  const inputs = fields.map(([name, label, value]) =>
    typeof value === "boolean"
      ? `<p><label><input type="checkbox" name="${name}" ${value ? "checked" : ""}> ${label}</label></p>`
      : `<p><label>${label} <input name="${name}" value="${escaped(value)}"></label></p>`,
  );
  const kept = Object.entries(hidden).map(
    ([name, value]) => `<input type="hidden" name="${name}" value="${escaped(value)}">`,
  );
  const submits = buttons.map(([value, label]) => `<button name="decision" value="${value}">${label}</button>`);
  const body = `<!doctype html><html lang="en"><title>${title}</title><link rel="icon" href="data:,"><h1>${title}</h1>
<form method="post" action="${action}">${kept.join("")}${inputs.join("")}<p>${submits.join(" ")}</p></form></html>`;
  return { headers: { "content-type": "text/html; charset=utf-8" }, body };
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
}
