import "server-only";
import type { IncomingMessage, ServerResponse } from "node:http";
import { ApiError } from "./api-error";
import { brokenBody, maxBodyBytes } from "./body";
import type { Contract } from "./contract";
import type { Arrival } from "./edge";
import type { GateOutcome } from "./gate";
import { headerReader } from "./header-reader";
import type { RequestHandler } from "./http-server";
import { answerAdmitted, type Binding } from "./pipeline";
import { sendAnswer } from "./send-answer";
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
    const request = nodeRequest(incoming, response, arrival);
    const outcome = await enforce(request);
    arrival.seen.gate = outcome.sight;
    if (!outcome.admitted) return sendAnswer(incoming, response, outcome.answer, arrival.standing);
    const { admission } = outcome;
    const binding = bindings.get(admission.contract);
    if (!binding) throw new Error(`nothing is bound to ${admission.contract.method} ${admission.contract.path}`);
    return sendAnswer(incoming, response, await answerAdmitted(binding, request, admission), arrival.standing);
  };
}

/** A raw request as the pipeline reads it: making fetch's objects of it costs more than the whole check of a key. */
function nodeRequest(
  incoming: IncomingMessage,
  response: ServerResponse,
  { target, address, requestId }: Arrival,
): UnreadRequest {
  return {
    address,
    requestId,
    method: incoming.method ?? "",
    path: target.path,
    search: target.search,
    headers: headerReader(incoming.headers),
    readBody: () => readBytes(incoming),
    hungUp: () => closingOf(response),
  };
}

/** A response closes when its connection does, or once it is sent. */
function closingOf(response: ServerResponse): AbortSignal {
  if (response.closed || response.destroyed) return AbortSignal.abort();
  const closing = new AbortController();
  response.once("close", () => closing.abort());
  return closing.signal;
}

function readBytes(request: IncomingMessage): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    let ended = false;
    // Every request closes in the end, and an error is dear to make.
    const stop = () => void (ended || reject(brokenBody()));
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
    request.on("end", () => {
      ended = true;
      resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks));
    });
    request.on("error", stop);
    request.on("close", stop);
  });
}
