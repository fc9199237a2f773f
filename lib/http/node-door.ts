import "server-only";
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from "node:http";
import { nextTurn } from "@/lib/platform/pace";
import type { Answer } from "./answer";
import { ApiError } from "./api-error";
import { brokenBody, maxBodyBytes } from "./body";
import type { Contract } from "./contract";
import type { Arrival } from "./edge";
import type { GateOutcome } from "./gate";
import { headerReader } from "./header-reader";
import type { RequestHandler } from "./http-server";
import { answerAdmitted, type Binding } from "./pipeline";
import type { UnreadRequest } from "./unread-request";

/** How our own server answers the API: by which enforcement, with which functions. */
export type Api = {
  enforce: (request: UnreadRequest) => Promise<GateOutcome>;
  bindings: ReadonlyMap<Contract, Binding>;
};

/** Answers every API path before Next is entered; pages and what belongs to them go on to `pages`. */
export function beforeNext({ enforce, bindings }: Api, pages: RequestHandler): RequestHandler {
  return async (incoming, response, arrival) => {
    if (!arrival.target.isApi) return pages(incoming, response, arrival);
    const request = nodeRequest(incoming, arrival);
    const outcome = await enforce(request);
    if (!outcome.admitted) return sendAnswer(incoming, response, outcome.answer);
    const { admission } = outcome;
    const binding = bindings.get(admission.contract);
    if (!binding) throw new Error(`nothing is bound to ${admission.contract.method} ${admission.contract.path}`);
    await sendAnswer(incoming, response, await answerAdmitted(binding, request, admission));
  };
}

/** A raw request as the pipeline reads it: making fetch's objects of it costs more than the whole check of a key. */
function nodeRequest(incoming: IncomingMessage, { target, address, requestId }: Arrival): UnreadRequest {
  return {
    address,
    requestId,
    method: incoming.method ?? "",
    path: target.path,
    search: target.search,
    headers: headerReader(incoming.headers),
    readBody: () => readBytes(incoming),
  };
}

function readBytes(request: IncomingMessage): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const stop = () => reject(brokenBody());
    // Nothing more is emitted for a request that ended while the gate was at work.
    if (request.destroyed) return stop();
    request.on("data", (chunk: Buffer) => {
      size += chunk.length;
      chunks.push(chunk);
      if (size <= maxBodyBytes) return;
      request.removeAllListeners("data");
      request.pause();
      reject(new ApiError("payload_too_large"));
    });
    request.on("end", () => resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)));
    request.on("error", stop);
    request.on("close", stop);
  });
}

/** Writes an answer; resolves when all of it is handed over, rejects when a file's source fails half-way. */
export async function sendAnswer(request: IncomingMessage, response: ServerResponse, answer: Answer): Promise<void> {
  const { status, body, cookies } = answer;
  const headers: OutgoingHttpHeaders = { ...answer.headers };
  if (cookies.length > 0) headers["set-cookie"] = [...cookies];
  if (!request.complete && mayGoOnForLong(request)) headers.connection = "close";
  const isHead = request.method === "HEAD";
  if (typeof body === "string") {
    if (status !== 204 && status !== 304) headers["content-length"] = Buffer.byteLength(body);
    response.writeHead(status, headers);
    response.end(isHead ? undefined : body);
    return;
  }
  response.writeHead(status, headers);
  if (!isHead) await writePieces(response, body);
  response.end();
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
