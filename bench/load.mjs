/** A closed-loop load generator: each connection sends its next request when the last answer is complete. */
import { connect } from "node:net";

/**
 * Sends requests over kept-alive connections until `seconds` have passed or `requests` were sent. `requestOf(n)` is the
 * text of the n-th request. Raw sockets, because Node's own HTTP client costs more than the fastest servers measured.
 */
export async function load({ port, connections, seconds = Infinity, requests = Infinity, requestOf }) {
  const latenciesMs = [];
  const statuses = {};
  const startedAt = performance.now();
  const endAt = startedAt + seconds * 1000;
  let sent = 0;
  const worker = async () => {
    const connection = await open(port);
    while (sent < requests && performance.now() < endAt) {
      const text = requestOf(sent++);
      const sentAt = performance.now();
      const status = await connection.exchange(text);
      latenciesMs.push(performance.now() - sentAt);
      statuses[status] = (statuses[status] ?? 0) + 1;
    }
    connection.close();
  };
  await Promise.all(Array.from({ length: connections }, worker));
  return { count: latenciesMs.length, elapsedMs: performance.now() - startedAt, latenciesMs, statuses };
}

/** The text of a request without a body; `headers` are lines such as `Accept: *`. */
export function getRequest(path, token, ...headers) {
  const authorization = token ? [`Authorization: Bearer ${token}`] : [];
  return [`GET ${path} HTTP/1.1`, "Host: localhost", ...authorization, ...headers, "", ""].join("\r\n");
}

function open(port) {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: "127.0.0.1", noDelay: true });
    let received = "";
    let answered;
    let failed = reject;
    socket.setEncoding("latin1");
    socket.on("error", (error) => failed(error));
    socket.on("close", () => failed(new Error(`the server closed the connection after ${received.slice(0, 200)}`)));
    socket.on("data", (chunk) => {
      received += chunk;
      if (!isComplete(received)) return;
      const status = received.slice(9, 12);
      received = "";
      answered(status);
    });
    socket.on("connect", () =>
      resolve({
        exchange: (text) =>
          new Promise((done, fail) => {
            answered = done;
            failed = fail;
            socket.write(text);
          }),
        close() {
          failed = () => undefined;
          socket.destroy();
        },
      }),
    );
  });
}

/** Nothing is pipelined, so what has arrived is one answer or the beginning of it. */
function isComplete(received) {
  const headEnd = received.indexOf("\r\n\r\n");
  if (headEnd === -1) return false;
  const head = received.slice(0, headEnd).toLowerCase();
  if (head.includes("transfer-encoding: chunked")) return received.endsWith("0\r\n\r\n");
  const length = Number(/content-length: (\d+)/.exec(head)?.[1] ?? 0);
  return received.length >= headEnd + 4 + length;
}
