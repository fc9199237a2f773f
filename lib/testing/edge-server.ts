import { once } from "node:events";
import { type Agent, type IncomingMessage, type OutgoingHttpHeaders, request, type ServerResponse } from "node:http";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { afterEach } from "vitest";
import { jsonAnswer } from "@/lib/http/answer";
import { type Arrival, parseTrustedProxies, prepareForNext } from "@/lib/http/edge";
import {
  createEdgeServer,
  type EdgeOptions,
  type EdgeServer,
  listen,
  type RequestHandler,
} from "@/lib/http/http-server";
import { sendAnswer } from "@/lib/http/send-answer";
import { closeServer } from "./close-server";

const servers: EdgeServer[] = [];

afterEach(async () => {
  for (const { server } of servers.splice(0)) await closeServer(server);
});

/** What reaches Next: the headers, parsed and as they were sent; written as the API's answers are, or as Next's. */
export const echo: RequestHandler = async (incoming: IncomingMessage, response: ServerResponse, arrival: Arrival) => {
  prepareForNext(incoming, arrival);
  const seen = { headers: incoming.headers, raw: incoming.rawHeaders.join(" ") };
  if (arrival.target.isApi) await sendAnswer(incoming, response, jsonAnswer(200, seen), arrival.standing);
  else response.end(JSON.stringify(seen));
};

type OpenedEdge = {
  proxies?: string;
  handle?: RequestHandler;
  host?: string;
  isHttps?: boolean;
  answerFirst?: NonNullable<EdgeOptions["answerFirst"]>;
  onAnswered?: EdgeOptions["onAnswered"];
};

/** Opens an edge whose port it returns; closed after the test. */
export async function openEdge({
  proxies = "",
  handle = echo,
  host = "127.0.0.1",
  isHttps = false,
  answerFirst = () => false,
  onAnswered,
}: OpenedEdge = {}): Promise<number> {
  const trustedProxies = parseTrustedProxies(proxies);
  const server = createEdgeServer(handle, { trustedProxies, isHttps, answerFirst, onAnswered, log: () => undefined });
  servers.push(server);
  return listen(server.server, 0, host);
}

type Sent = { path?: string; method?: string; headers?: OutgoingHttpHeaders; host?: string; agent?: Agent | false };

/** Sends a request, over a connection of its own unless an agent says otherwise, and reads the answer's JSON. */
export async function sendTo(
  port: number,
  { path = "/v1/prompts", method = "GET", headers = {}, host = "127.0.0.1", agent = false }: Sent = {},
) {
  const outgoing = request({ port, host, path, method, headers, agent });
  outgoing.end();
  const [response] = (await once(outgoing, "response")) as [IncomingMessage];
  const body = await text(response);
  return { status: response.statusCode, headers: response.headers, body: JSON.parse(body || "null") };
}

/** Sends bytes as they are, and reads all that comes back. */
export async function sendRawTo(port: number, bytes: string): Promise<string> {
  const socket = connect(port, "127.0.0.1");
  socket.on("error", () => undefined);
  socket.write(bytes);
  return text(socket);
}
