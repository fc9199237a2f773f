import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";

/** Something that can be stopped; `port` is where it listens on 127.0.0.1. */
export type Running = { port: number; stop(): Promise<void> };

/** An HTTP server on a free port. */
export async function startServer(handle: RequestListener): Promise<Running> {
  const server = createServer(handle);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

/** What reached the guarded service. */
export type Reached = { method: string; url: string; headers: IncomingHttpHeaders; bytes: number };

/** A small service that remembers what reached it. */
export async function startGuardedService(): Promise<Running & { reached: Reached[] }> {
  const reached: Reached[] = [];
  const running = await startServer(async (request: IncomingMessage, response) => {
    let bytes = 0;
    for await (const chunk of request) bytes += chunk.length;
    reached.push({ method: request.method ?? "", url: request.url ?? "", headers: request.headers, bytes });
    response.end("served");
  });
  return { ...running, reached };
}
