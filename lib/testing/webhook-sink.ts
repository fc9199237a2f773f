import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** How the sink answers: a status, or one of the ways in which a receiver can misbehave. */
export type SinkAnswer =
  | { status: number; headers?: Record<string, string>; body?: string }
  /** Takes the request and never answers. */
  | "hang"
  /** Answers 200 and then one byte every few milliseconds, for ever. */
  | "drip"
  /** Answers 200 and then as much as the caller takes. */
  | "endless"
  /** Closes the connection without an answer. */
  | "break-off"
  /** Switches to another protocol, unasked. */
  | "upgrade";

export type SinkRequest = { path: string; method: string; headers: IncomingHttpHeaders; body: string };

/** A receiver of webhooks over real HTTP on a loopback port. */
export type WebhookSink = {
  url: string;
  /** Everything that arrived, oldest first. */
  received: SinkRequest[];
  /** The most requests that were ever open at once. */
  mostAtOnce: number;
  /** Sets how every later request is answered. */
  answer(answer: SinkAnswer | ((request: SinkRequest) => SinkAnswer)): void;
  /** Closes every connection that is open now. */
  breakOff(): void;
  /** Resolves when this many requests have arrived. */
  arrived(count: number): Promise<void>;
  close(): Promise<void>;
};

/** Starts a sink that answers 200. */
export async function startWebhookSink(): Promise<WebhookSink> {
  let answerTo: (request: SinkRequest) => SinkAnswer = () => ({ status: 200, body: "ok" });
  let open = 0;
  const waiting: { count: number; resolve: () => void }[] = [];
  const server: Server = createServer((incoming, response) => {
    open += 1;
    sink.mostAtOnce = Math.max(sink.mostAtOnce, open);
    response.on("close", () => {
      open -= 1;
    });
    const chunks: Buffer[] = [];
    incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
    incoming.on("end", () => {
      const { url: path = "/", method = "", headers } = incoming;
      const request = { path, method, headers, body: Buffer.concat(chunks).toString("utf8") };
      sink.received.push(request);
      for (const { count, resolve } of waiting) if (sink.received.length >= count) resolve();
      reply(response, answerTo(request));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const sink: WebhookSink = {
    url: `http://127.0.0.1:${port}/hook`,
    received: [],
    mostAtOnce: 0,
    answer(answer) {
      answerTo = typeof answer === "function" ? answer : () => answer;
    },
    breakOff: () => server.closeAllConnections(),
    arrived(count) {
      if (sink.received.length >= count) return Promise.resolve();
      return new Promise((resolve) => waiting.push({ count, resolve }));
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return sink;
}

function reply(response: ServerResponse, answer: SinkAnswer): void {
  if (answer === "hang") return;
  if (answer === "break-off") {
    response.destroy();
    return;
  }
  if (answer === "upgrade") {
    response.socket?.write("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
    return;
  }
  if (answer === "drip") {
    response.writeHead(200);
    const timer = setInterval(() => response.write("."), 5);
    response.on("close", () => clearInterval(timer));
    return;
  }
  if (answer === "endless") {
    response.writeHead(200);
    const block = Buffer.alloc(64 * 1024, "x");
    const pour = () => {
      while (!response.destroyed && response.write(block));
    };
    response.on("drain", pour);
    pour();
    return;
  }
  response.writeHead(answer.status, answer.headers);
  response.end(answer.body);
}
