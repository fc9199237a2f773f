import "server-only";
import { IncomingMessage, type RequestListener, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { Duplex } from "node:stream";

/** A request as the library is to see it: nothing of the original reaches it but what is named here. */
export type BridgedRequest = {
  method: string;
  /** Path and query. */
  target: string;
  /** Lower-case names. */
  headers: Readonly<Record<string, string>>;
  body: string | null;
  isHttps: boolean;
  address: string | null;
};

/** What a listener answered, with the one header that may come several times apart. */
export type BridgedResponse = {
  status: number;
  headers: Record<string, string>;
  cookies: readonly string[];
  body: string;
};

/** Headers of a connection, which is not the one that the answer travels on. */
const ofConnection = new Set(["connection", "keep-alive", "transfer-encoding", "content-length", "date"]);

/** Calls a Node request listener without a network: the library speaks Node's HTTP objects, our handlers do not. */
export async function callNode(listener: RequestListener, request: BridgedRequest): Promise<BridgedResponse> {
  const { method, target, headers, body, isHttps, address } = request;
  const socket = new Duplex({ read: () => undefined, write: (_chunk, _encoding, done) => done() });
  Object.assign(socket, { encrypted: isHttps, remoteAddress: address ?? "" });
  const incoming = new IncomingMessage(socket as Socket);
  Object.assign(incoming, { method, url: target, httpVersion: "1.1", httpVersionMajor: 1, httpVersionMinor: 1 });
  const length = body === null ? {} : { "content-length": String(Buffer.byteLength(body)) };
  Object.assign(incoming.headers, headers, length);
  if (body !== null) incoming.push(body);
  incoming.push(null);
  const outgoing = new ServerResponse(incoming);
  const answered = new Promise<BridgedResponse>((resolve, reject) => {
    outgoing.end = ((chunk?: unknown) => {
      resolve({ status: outgoing.statusCode, ...headersOf(outgoing), body: textOf(chunk) });
      return outgoing;
    }) as typeof outgoing.end;
    outgoing.on("error", reject);
  });
  listener(incoming, outgoing as ServerResponse & { req: IncomingMessage });
  try {
    return await answered;
  } finally {
    socket.destroy();
  }
}

function headersOf(response: ServerResponse): Pick<BridgedResponse, "headers" | "cookies"> {
  const { "set-cookie": cookies = [], ...others } = response.getHeaders();
  const kept = Object.entries(others).filter(([name, value]) => value !== undefined && !ofConnection.has(name));
  const headers = Object.fromEntries(kept.map(([name, value]) => [name, String(value)]));
  return { headers, cookies: [cookies].flat().map(String) };
}

function textOf(chunk: unknown): string {
  if (chunk === undefined || chunk === null) return "";
  return Buffer.isBuffer(chunk) ? chunk.toString("utf8") : String(chunk);
}
