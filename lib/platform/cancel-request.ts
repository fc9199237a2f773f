import "server-only";
import { createConnection } from "node:net";
import type pg from "pg";

const cancelRequestCode = 80_877_102;
/** A server that does not take the request by then hangs, and nobody waits for it any longer. */
const longestMs = 150;
/** Longer than a pooler keeps a request (PgBouncer's `cancel_wait_timeout` is ten seconds). */
const forgottenMs = 30_000;

/**
 * Asks the server to end the statement of a connection, on a connection of its own (PostgreSQL's protocol, "Canceling
 * Requests in Progress"). Resolves when the request was taken, or none took it in time: there is no answer to it.
 */
export function cancelStatement(client: pg.ClientBase): Promise<void> {
  const { processID, secretKey, host, port } = client as pg.ClientBase & {
    processID: number | null;
    secretKey: number | null;
    host: string;
    port: number;
  };
  if (processID === null || secretKey === null) return Promise.resolve();
  const request = Buffer.alloc(16);
  request.writeInt32BE(request.length, 0);
  request.writeInt32BE(cancelRequestCode, 4);
  request.writeInt32BE(processID, 8);
  request.writeInt32BE(secretKey, 12);
  return new Promise((resolve) => {
    const socket = createConnection(host.startsWith("/") ? { path: `${host}/.s.PGSQL.${port}` } : { host, port });
    socket.on("error", () => undefined);
    const waited = setTimeout(resolve, longestMs);
    socket.on("close", () => {
      clearTimeout(waited);
      resolve();
    });
    // The server closes it. A pooler forgets a request whose sender has gone, and PgBouncer 1.18 ends altogether where it was passing it on.
    socket.setTimeout(forgottenMs, () => socket.destroy());
    socket.unref();
    socket.write(request);
  });
}
