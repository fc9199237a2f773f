import { once } from "node:events";
import type { IncomingHttpHeaders, IncomingMessage, OutgoingHttpHeaders } from "node:http";
import { request } from "node:https";
import { text } from "node:stream/consumers";

export type TlsAnswer = { status: number; headers: IncomingHttpHeaders; text: string };

export type TlsCall = {
  path: string;
  method?: string;
  headers?: OutgoingHttpHeaders;
  body?: string;
  /** The address on this machine that it comes from. */
  from?: string;
};

/** Asks what listens at a port for a host, over a TLS connection of its own that trusts this certificate alone. */
export function tlsClient(host: string, port: number, certificate: string) {
  return async ({ path, method = "GET", headers = {}, body, from = "127.0.0.1" }: TlsCall): Promise<TlsAnswer> => {
    const outgoing = request({
      host: "127.0.0.1",
      port,
      path,
      method,
      headers: { host, ...headers },
      servername: host,
      ca: certificate,
      localAddress: from,
      agent: false,
    });
    outgoing.end(body);
    const [response] = (await once(outgoing, "response")) as [IncomingMessage];
    return { status: response.statusCode ?? 0, headers: response.headers, text: await text(response) };
  };
}
