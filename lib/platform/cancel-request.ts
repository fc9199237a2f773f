import "server-only";
import { createConnection } from "node:net";
import type pg from "pg";

const cancelRequestCode = 80_877_102;
/** A server that does not take the request by then hangs. */
const longestMs = 150;

/**
 * Asks the server to end the statement of a connection, on a connection of its own (PostgreSQL's protocol, "Canceling
 * Requests in Progress"). Resolves when the request was taken, or no server took it: there is no answer to it.
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
    socket.on("close", () => resolve());
    socket.setTimeout(longestMs, () => socket.destroy());
    // The server closes it: a pooler forgets a request whose sender has gone.
    socket.write(request);
  });
}
