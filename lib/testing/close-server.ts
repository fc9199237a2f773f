import { once } from "node:events";
import type { Server } from "node:http";

/** Closes a server without the patience of a stop, which the tests of a stop alone need. */
export async function closeServer(server: Server): Promise<void> {
  if (!server.listening) return server.closeAllConnections();
  const closed = once(server, "close");
  server.close();
  server.closeAllConnections();
  await closed;
}
