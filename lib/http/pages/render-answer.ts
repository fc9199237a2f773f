import "server-only";
import { IncomingMessage, ServerResponse } from "node:http";
import { Socket } from "node:net";
import type { NextHandler } from "@/lib/http/http-server";

export type RenderedAnswer = { status: number; headers: Record<string, string>; body: Buffer };

/** What `render` answers to a GET of `path` that we made up: no address, no session, only the given headers. */
export async function renderAnswer(
  render: NextHandler,
  path: string,
  headers: Readonly<Record<string, string>>,
): Promise<RenderedAnswer> {
  const request = new IncomingMessage(new Socket());
  Object.assign(request, { method: "GET", url: path, httpVersion: "1.1" });
  Object.assign(request.headers, { host: "localhost", accept: "*/*", ...headers });
  request.push(null);
  const response = new CapturedResponse(request);
  await Promise.all([render(request, response), response.ended]);
  return { status: response.statusCode, headers: response.plainHeaders(), body: response.body() };
}

/** A response that keeps what is written to it. */
class CapturedResponse extends ServerResponse {
  readonly #chunks: Buffer[] = [];
  #end: () => void = () => undefined;
  readonly ended = new Promise<void>((resolve) => {
    this.#end = resolve;
  });

  override flushHeaders(): void {}

  override writeHead(status: number, ...given: unknown[]): this {
    this.statusCode = status;
    const headers = given.find((one) => typeof one === "object" && one !== null);
    for (const [name, value] of Object.entries(headers ?? {})) this.setHeader(name, value);
    return this;
  }

  override write(chunk: unknown, ...more: unknown[]): boolean {
    this.#keep(chunk, more[0]);
    callLast(more);
    return true;
  }

  override end(...given: unknown[]): this {
    if (typeof given[0] !== "function") this.#keep(given[0], given[1]);
    // Listeners for the answer's departure hear of it when the caller has returned.
    process.nextTick(() => {
      callLast(given);
      this.emit("finish");
      this.emit("close");
      this.#end();
    });
    return this;
  }

  body(): Buffer {
    return Buffer.concat(this.#chunks);
  }

  plainHeaders(): Record<string, string> {
    return Object.fromEntries(Object.entries(this.getHeaders()).map(([name, value]) => [name, String(value)]));
  }

  #keep(chunk: unknown, encoding: unknown): void {
    if (chunk === undefined || chunk === null) return;
    this.#chunks.push(
      typeof chunk === "string"
        ? Buffer.from(chunk, typeof encoding === "string" ? (encoding as BufferEncoding) : "utf8")
        : Buffer.from(chunk as Uint8Array),
    );
  }
}

function callLast(given: readonly unknown[]): void {
  const last = given.at(-1);
  if (typeof last === "function") last();
}
