import "server-only";
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from "node:http";
import { nextTurn } from "@/lib/platform/pace";
import type { Answer } from "./answer";
import { maxBodyBytes } from "./body";

/** Writes an answer; for a file it returns what ends when all is handed over, and rejects when its source fails half-way. */
export function sendAnswer(
  request: IncomingMessage,
  response: ServerResponse,
  answer: Answer,
): Promise<void> | undefined {
  const { status, body } = answer;
  const headers = headersOf(request, answer);
  const isHead = request.method === "HEAD";
  if (typeof body === "string" && status !== 204 && status !== 304) {
    headers["content-length"] = Buffer.byteLength(body);
  }
  response.writeHead(status, headers);
  if (typeof body !== "string" && !isHead) return writePieces(response, body);
  response.end(isHead ? undefined : body);
  return undefined;
}

function headersOf(request: IncomingMessage, { headers: own, cookies }: Answer): OutgoingHttpHeaders {
  const headers: OutgoingHttpHeaders = { ...own };
  if (cookies.length > 0) headers["set-cookie"] = [...cookies];
  if (!request.complete && mayGoOnForLong(request)) headers.connection = "close";
  return headers;
}

/** Whether what remains of a body is not waited for, so that the connection cannot carry another request. */
function mayGoOnForLong({ headers }: IncomingMessage): boolean {
  return headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > maxBodyBytes;
}

/** As fast as the client takes them; other requests have their turn between two pieces. */
async function writePieces(response: ServerResponse, pieces: AsyncIterable<string>): Promise<void> {
  for await (const piece of pieces) {
    if (response.destroyed) return;
    if (!response.write(piece)) await drained(response);
    await nextTurn();
  }
  response.end();
}

function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      response.off("drain", done).off("close", done);
      resolve();
    };
    response.on("drain", done).on("close", done);
  });
}
