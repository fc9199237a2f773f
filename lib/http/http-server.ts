import "server-only";
import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { plainAddress } from "@/lib/access/address";
import type { AddressRange } from "@/lib/platform/address-range";
import type { Log } from "@/lib/platform/log";
import { errorFields } from "@/lib/platform/log-error.mjs";
import { portForbidden, portInUse } from "@/lib/platform/own-address.mjs";
import type { OnAnswered } from "./answered-request";
import { ApiError } from "./api-error";
import { createConnections } from "./connections";
import { type Arrival, edgeAnswer, edgeRefusal, readArrival } from "./edge";
import { readTarget } from "./request-target";
import { nothingSeen } from "./seen-request";
import { sendAnswer } from "./send-answer";
import { standingHeaders } from "./standing-headers";

/** Answers what Next is there for, or Next itself. */
export type NextHandler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** Answers what passed the edge. */
export type RequestHandler = (request: IncomingMessage, response: ServerResponse, arrival: Arrival) => Promise<void>;

/** Above the 16 KiB of most proxies, so that an oversized credential still meets the gate and its envelope. */
const maxHeaderSize = 32 * 1024;

type UnparsedError = NodeJS.ErrnoException & { rawPacket?: Buffer };

/** The limits of an API path as they stand for a client's address, in headers. */
export type DescribeLimits = (method: string, path: string, address: string | null) => Record<string, string>;

export type EdgeOptions = {
  trustedProxies: readonly AddressRange[];
  /** Whether the deployment is reached by HTTPS: the API then takes nothing else, and browsers are told to stay with it. */
  isHttps: boolean;
  /** The limit headers of what is refused before it is known who asks; nothing is counted. */
  describeLimits?: DescribeLimits;
  /** Answers what is for supervisors before anything else is looked at; false for all other requests. */
  answerFirst?: (request: IncomingMessage, response: ServerResponse) => boolean;
  /** Told of every request that came past `answerFirst`, once it is answered. */
  onAnswered?: OnAnswered | undefined;
  /** How long a client may take for the headers of a request. */
  headersTimeoutMs?: number;
  log: Log;
};

export type EdgeServer = {
  server: Server;
  /** Whether any request is under way. */
  isBusy(): boolean;
  /**
   * Stops listening, says `Connection: close` from then on, and waits until all connections are closed. It waits
   * `limitMs` at most for those with a request under way, and `idleMs` (`limitMs` where not given) for those that may
   * just be sending one.
   */
  drain(limitMs: number, idleMs?: number): Promise<void>;
};

/** An HTTP server that passes to `handle` what may pass the edge, and answers everything else with JSON. */
export function createEdgeServer(
  handle: RequestHandler,
  {
    trustedProxies,
    isHttps,
    describeLimits = () => ({}),
    answerFirst = () => false,
    onAnswered,
    headersTimeoutMs = 20_000,
    log,
  }: EdgeOptions,
): EdgeServer {
  const server = createServer({
    maxHeaderSize,
    // A request without one is refused at the edge, in the envelope of its path.
    requireHostHeader: false,
    headersTimeout: headersTimeoutMs,
    requestTimeout: 60_000,
    connectionsCheckingInterval: headersTimeoutMs / 4,
    // Longer than the 60 s for which common load balancers keep a connection, so that they close it first.
    keepAliveTimeout: 75_000,
  });
  // Node would drop the lines after the first thousand without a word, a proxy's among them; their bytes are bounded above.
  server.maxHeadersCount = 0;
  const connections = createConnections(server);
  const serve = (request: IncomingMessage, response: ServerResponse, unmet: ApiError | null) => {
    if (!connections.begin(request.socket, response)) return;
    const arrival = readArrival(request, trustedProxies, isHttps);
    // What Next, libraries and supervisors' answers are written by finds them there; ours take them along, which is cheaper.
    if (!arrival.target.isApi) for (const [name, value] of arrival.standing) response.setHeader(name, value);
    if (answerFirst(request, response)) return;
    if (onAnswered) tellWhenAnswered(onAnswered, request, response, arrival);
    const { target, requestId, address, standing } = arrival;
    const refuse = (error: ApiError) => {
      const limits = describeLimits(request.method ?? "", target.decodedPath, address);
      void sendAnswer(request, response, edgeAnswer(error, target, requestId, limits), standing);
    };
    const refused = unmet ?? edgeRefusal(request, arrival, isHttps);
    if (refused) return refuse(refused);
    handle(request, response, arrival).catch((error: unknown) => {
      log("error", "request_failed", { request_id: requestId, ...errorFields(error) });
      if (response.headersSent) response.destroy();
      else refuse(new ApiError("internal"));
    });
  };
  /** No fault of ours in what has no answer yet ends the process, and with it everybody else's requests. */
  const receive: typeof serve = (request, response, unmet) => {
    try {
      serve(request, response, unmet);
    } catch (error) {
      log("error", "request_failed", errorFields(error));
      request.socket.destroy();
    }
  };
  server.on("request", (request, response) => receive(request, response, null));
  // Node itself would ask for every body. Here one is asked for as it is read, so none is sent of what is refused before.
  server.on("checkContinue", (request, response) => {
    request.once("resume", () => void (response.headersSent || response.writeContinue()));
    receive(request, response, null);
  });
  // Node itself would answer an expectation that it does not know with a bare 417 (RFC 9110 section 10.1.1).
  server.on("checkExpectation", (request, response) => receive(request, response, new ApiError("expectation_failed")));
  server.on("clientError", (error: UnparsedError, socket: Socket) => {
    // What still comes is taken, so that the last answer is read before the connection is gone.
    if (connections.hasEnded(socket)) return;
    // In the middle of an answer nothing can be said any more.
    if (!socket.writable || connections.isBusy(socket) || error.code === "ECONNRESET") socket.destroy();
    else {
      const { status, requestId } = refuseUnparsed(error, socket, describeLimits);
      connections.end(socket);
      onAnswered?.({ requestId, method: "_OTHER", headers: {}, seen: nothingSeen(), status, isWhole: true, ms: 0 });
    }
  });
  const isBusy = () => connections.isBusy();
  return { server, isBusy, drain: (limitMs, idleMs = limitMs) => connections.drain(limitMs, idleMs) };
}

/** A response closes once it is sent, or when its connection is lost. */
function tellWhenAnswered(
  onAnswered: OnAnswered,
  { method = "", headers }: IncomingMessage,
  response: ServerResponse,
  { requestId, seen }: Arrival,
): void {
  const begunMs = performance.now();
  response.on("close", () => {
    const { statusCode: status, writableFinished: isWhole } = response;
    onAnswered({ requestId, method, headers, seen, status, isWhole, ms: performance.now() - begunMs });
  });
}

/** Answers what did not parse as HTTP, in the envelope of the path as far as that can be told. */
function refuseUnparsed(
  error: UnparsedError,
  socket: Socket,
  describeLimits: DescribeLimits,
): { status: number; requestId: string } {
  const requestId = randomUUID();
  const [status, message] = unparsedAnswers[error.code ?? ""] ?? ["400 Bad Request", "The request is not valid HTTP"];
  const [, method = "", url = "/"] = /^([A-Z]+) (\/\S*)/.exec(error.rawPacket?.toString("latin1") ?? "") ?? [];
  const target = readTarget(url);
  // A proxy's word about the client was not read either.
  const limits = describeLimits(method, target.decodedPath, plainAddress(socket.remoteAddress ?? ""));
  const { headers: own, body } = edgeAnswer(new ApiError("validation", message), target, requestId, limits);
  const length = ["content-length", Buffer.byteLength(body)];
  const lines = [...Object.entries(own), ...standingHeaders(false), length].map(
    ([name, value]) => `${name}: ${value}\r\n`,
  );
  socket.write(`HTTP/1.1 ${status}\r\n${lines.join("")}\r\n${body}`);
  return { status: Number.parseInt(status, 10), requestId };
}

const unparsedAnswers: Record<string, [status: string, message: string]> = {
  HPE_HEADER_OVERFLOW: [
    "431 Request Header Fields Too Large",
    `The headers are larger than ${maxHeaderSize / 1024} KiB`,
  ],
  ERR_HTTP_REQUEST_TIMEOUT: ["408 Request Timeout", "The request did not arrive in time"],
};

/** Listens; resolves with the port, rejects with a sentence for the operator about the setting that names it. */
export function listen(server: Server, port: number, host: string | undefined, setting = "PORT"): Promise<number> {
  return new Promise((resolve, reject) => {
    const fail = (error: NodeJS.ErrnoException) => {
      const reasons: Record<string, string> = {
        EADDRINUSE: portInUse(port),
        EACCES: portForbidden(port),
      };
      reject(new Error(`${setting} ${reasons[error.code ?? ""] ?? error.message}`));
    };
    server.once("error", fail);
    server.listen({ port, host }, () => {
      server.off("error", fail);
      resolve((server.address() as AddressInfo).port);
    });
  });
}
