import "server-only";
import type { IncomingMessage, ServerResponse } from "node:http";
import { runtime } from "@/lib/access/runtime";
import { answerOf } from "./answer";
import { ApiError } from "./api-error";
import { brokenBody, maxBodyBytes, parseJson } from "./body";
import { checkInput } from "./check-input";
import type { BodyOf, Contract, PrincipalOf, ResultOf } from "./contract";
import { corsOf } from "./cors";
import { errorAnswer, type PlainAnswer } from "./envelope";
import { type Admission, admit, recordUsage } from "./gate";
import { asApiError } from "./handler-error";
import { headerReader } from "./header-reader";
import type { RequestHandler } from "./http-server";
import type { PlainHandler } from "./plain-handler";

/** An endpoint that is answered on the raw request: a Next handler costs twenty times what these do. */
export type DirectEndpoint = {
  contract: Contract;
  answer: (request: IncomingMessage, admission: Admission) => PlainAnswer | Promise<PlainAnswer>;
};

/** What a direct handler is called with. */
export type DirectCall<C extends Contract> = { principal: PrincipalOf<C>; body: BodyOf<C> };

/** The counterpart of `route()` for an endpoint with a JSON body. */
export function directRoute<C extends Contract>(
  contract: C,
  handle: (call: DirectCall<C>) => ResultOf<C> | Promise<ResultOf<C>>,
): DirectEndpoint {
  return {
    contract,
    async answer(request, admission) {
      const body = checkInput(contract.body, parseJson(await readBytes(request))) as BodyOf<C>;
      const result = await handle({ principal: admission.principal as PrincipalOf<C>, body });
      const { status, body: text } = answerOf(contract, result, admission.requestId);
      return { status, headers: { "cache-control": "no-store", "content-type": "application/json" }, body: text };
    },
  };
}

/** The counterpart of `guardPlain()`. */
export function directPlain(contract: Contract, handle: PlainHandler): DirectEndpoint {
  return {
    contract,
    answer: (request, admission) => {
      const { method = "", url = "" } = request;
      const headers = headerReader(request.headers);
      return handle({ method, url, headers, readBody: () => readBytes(request) }, admission);
    },
  };
}

/**
 * Answers the given endpoints before Next is entered, through the same gate; everything else, also other methods and
 * spellings of the same paths, goes to `next`. Requests must have passed the edge.
 */
export function beforeNext(endpoints: readonly DirectEndpoint[], next: RequestHandler): RequestHandler {
  const byPath = new Map(endpoints.map((endpoint) => [endpoint.contract.path, endpoint]));
  return async (request, response) => {
    const { url = "", method = "" } = request;
    const queryAt = url.indexOf("?");
    const endpoint = byPath.get(queryAt === -1 ? url : url.slice(0, queryAt));
    const { contract } = endpoint ?? {};
    if (!endpoint || !(contract?.everyMethod || contract?.method === method)) return next(request, response);
    await answer(endpoint, request, response);
  };
}

async function answer(endpoint: DirectEndpoint, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { contract } = endpoint;
  const { clock } = runtime();
  const { path, product } = contract;
  const outcome = await admit(
    contract,
    {},
    {
      method: request.method ?? "",
      path,
      headers: headerReader(request.headers),
    },
  );
  if (!outcome.admitted) return send(request, response, await plain(outcome.response));
  const { admission } = outcome;
  const { principal, requestId } = admission;
  let answered: PlainAnswer;
  try {
    answered = await endpoint.answer(request, admission);
    Object.assign(answered.headers, admission.headers);
  } catch (error) {
    if (request.socket.destroyed) return; // whoever asked is gone
    const place = { path, requestId, nowMs: clock.now() };
    answered = errorAnswer(asApiError(error, admission), place, { ...corsOf(contract), ...admission.headers });
  }
  if (principal) {
    const { status } = answered;
    recordUsage(principal, { product, endpoint: admission.endpoint, status, atMs: clock.now() });
  }
  send(request, response, answered);
}

async function plain(response: Response): Promise<PlainAnswer> {
  return { status: response.status, headers: Object.fromEntries(response.headers), body: await response.text() };
}

function send(request: IncomingMessage, response: ServerResponse, { status, headers, body }: PlainAnswer): void {
  // What remains of a body is not waited for, so the connection cannot carry another request.
  if (!request.complete && hasBody(request)) headers.connection = "close";
  headers["content-length"] = String(Buffer.byteLength(body));
  response.writeHead(status, headers);
  response.end(request.method === "HEAD" ? undefined : body);
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers["transfer-encoding"] !== undefined || (headers["content-length"] ?? "0") !== "0";
}

/** Reads at most 1 MiB; rejects when the client goes away before it has sent all. */
function readBytes(request: IncomingMessage): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on("data", (chunk: Buffer) => {
      size += chunk.length;
      chunks.push(chunk);
      if (size <= maxBodyBytes) return;
      request.removeAllListeners("data");
      request.pause();
      reject(new ApiError("payload_too_large"));
    });
    request.on("end", () => resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)));
    request.on("error", () => reject(brokenBody()));
    request.on("close", () => reject(brokenBody()));
  });
}
