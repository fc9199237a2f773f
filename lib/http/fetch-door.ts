import "server-only";
import { runtime } from "@/lib/access/runtime";
import { nextTurn } from "@/lib/platform/pace";
import type { Answer } from "./answer";
import { ApiError } from "./api-error";
import { brokenBody, maxBodyBytes } from "./body";
import { type StandingHeaders, standingHeaders } from "./standing-headers";
import type { Origin, UnreadRequest } from "./unread-request";

/** A request as Next hands it to middleware and handlers. */
export function fetchRequest(request: Request, path: string, search: string, origin: Origin): UnreadRequest {
  const { method, headers } = request;
  return { ...origin, method, path, search, headers, readBody: () => readBytes(request), hungUp: () => request.signal };
}

async function readBytes(request: Request): Promise<Uint8Array> {
  if (!request.body) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader = request.body.getReader();
  for (;;) {
    const { done, value } = await reader.read().catch(() => {
      throw brokenBody();
    });
    if (done) return Buffer.concat(chunks);
    size += value.byteLength;
    if (size > maxBodyBytes) throw new ApiError("payload_too_large");
    chunks.push(value);
  }
}

/** What every response to a request says that came through Next, which tells how it came where our server is not in front. */
export function standingOf({ url }: Request): StandingHeaders {
  const isHttps = (address: string) => new URL(address).protocol === "https:";
  return standingHeaders(isHttps(url) && isHttps(runtime().settings.publicUrl));
}

/** An answer to a request as a response of fetch's kind, which is what Next sends. */
export function responseOf({ status, headers, body, cookies }: Answer, request: Request): Response {
  const response = new Response(typeof body === "string" ? body || null : streamOf(body), {
    status,
    headers: { ...headers, ...Object.fromEntries(standingOf(request)) },
  });
  for (const cookie of cookies) response.headers.append("set-cookie", cookie);
  return response;
}

/** Read piece by piece as fast as the client takes it; other requests have their turn between two pieces. */
function streamOf(pieces: AsyncIterable<string>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  const iterator = pieces[Symbol.asyncIterator]();
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      await nextTurn();
      const next = await iterator.next();
      if (next.done) controller.close();
      else controller.enqueue(encoder.encode(next.value));
    },
    async cancel() {
      await iterator.return?.();
    },
  });
}
