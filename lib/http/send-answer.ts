import "server-only";
import type { IncomingMessage, ServerResponse } from "node:http";
import { nextTurn } from "@/lib/platform/pace";
import type { Answer } from "./answer";
import { maxBodyBytes } from "./body";
import type { StandingHeaders } from "./standing-headers";

/**
 * Writes an answer, with the `standing` headers that it has not itself. For a file it returns what ends when all is handed
 * over, and rejects when its source fails half-way.
 */
export function sendAnswer(
  request: IncomingMessage,
  response: ServerResponse,
  answer: Answer,
  standing: StandingHeaders,
): Promise<void> | undefined {
  const { status, body } = answer;
  const isHead = request.method === "HEAD";
  const lines = linesOf(answer, standing);
  if (typeof body === "string" && status !== 204 && status !== 304) {
    lines.push("content-length", String(Buffer.byteLength(body)));
  }
  const isLast = answer.headers.connection === "close" || (!request.complete && mayGoOnForLong(request));
  if (isLast) response.shouldKeepAlive = false; // Node says so then, and what follows on the connection is not handled
  response.writeHead(status, lines);
  if (typeof body !== "string" && !isHead) return writePieces(response, body);
  response.end(isHead ? undefined : body);
  return undefined;
}

/** What is said of the sending is said once, by what sends. */
const ofSending: ReadonlySet<string> = new Set(["content-length", "connection"]);

/** Names and values in turn: Node writes such a list as it is, where it copies and looks up an object's again and again. */
function linesOf({ headers, cookies }: Answer, standing: StandingHeaders): string[] {
  const lines: string[] = [];
  for (const [name, value] of standing) if (headers[name] === undefined) lines.push(name, value);
  for (const name of Object.keys(headers)) if (!ofSending.has(name)) lines.push(name, headers[name] ?? "");
  for (const cookie of cookies) lines.push("set-cookie", cookie);
  return lines;
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
