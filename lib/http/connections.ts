import "server-only";
import type { Server, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { closeListener } from "./close-listener";

/** The connections of a server, and what is under way on them. */
export type Connections = {
  /** Notes a request; false where it came too late to be answered, and must not be handled (RFC 9112 section 9.6). */
  begin(socket: Socket, response: ServerResponse): boolean;
  /** Whether a request of the connection is under way; without one, of any. */
  isBusy(socket?: Socket): boolean;
  /** Stops listening and ends all connections, those with a request under way after its answer. */
  drain(limitMs: number, idleMs: number): Promise<void>;
};

type Connection = {
  requests: number;
  /** The answer to the latest request: the one that says whether the connection goes on. */
  last: ServerResponse | null;
  /** The answer that ends the connection because we stop. */
  closing: ServerResponse | null;
  /** Whether we have ended it, with no request under way. */
  ended: boolean;
};

const sweepMs = 20;
/** How long a client has to close a connection that we ended. */
const closeWithinMs = 500;

/** Follows the connections of `server` from now on. */
export function createConnections(server: Server): Connections {
  const connections = new Map<Socket, Connection>();
  let draining = false;

  server.on("connection", (socket: Socket) => {
    connections.set(socket, { requests: 0, last: null, closing: null, ended: false });
    // Node ends a connection with this after its last answer, and would reset what still arrives, the answer with it.
    socket.destroySoon = () => endGently(socket);
    socket.on("close", () => connections.delete(socket));
  });

  return {
    begin(socket, response) {
      const connection = connections.get(socket);
      // Closed already: its answer reaches no client, and that is not new to the handlers.
      if (!connection) return true;
      if (connection.ended || connection.closing?.headersSent) return false;
      connection.requests += 1;
      connection.last = response;
      if (draining) closeAfter(connection, response);
      response.on("close", () => {
        connection.requests -= 1;
      });
      return true;
    },
    isBusy: (socket) =>
      socket
        ? (connections.get(socket)?.requests ?? 0) > 0
        : [...connections.values()].some(({ requests }) => requests > 0),
    async drain(limitMs, idleMs) {
      // First of all: a client that is told to come on another connection must not find this listener.
      const closed = await closeListener(server);
      draining = true;
      for (const connection of connections.values()) {
        if (connection.requests > 0 && connection.last) closeAfter(connection, connection.last);
      }
      const idleUntil = performance.now() + idleMs;
      const endIdle = async () => {
        if (performance.now() < idleUntil) return;
        // What has arrived is read first: a process that stood still finds requests on connections that seem idle.
        for (let turn = 0; turn < 2; turn++) await new Promise(setImmediate);
        for (const [socket, connection] of connections) if (connection.requests === 0) end(socket, connection);
      };
      const sweep = setInterval(() => void endIdle(), sweepMs);
      const limit = setTimeout(() => {
        for (const socket of connections.keys()) socket.destroy();
      }, limitMs);
      await closed.all;
      clearInterval(sweep);
      clearTimeout(limit);
    },
  };
}

/** Makes an answer the last one of its connection; requests may be sent before the answer to an earlier one is read. */
function closeAfter(connection: Connection, response: ServerResponse): void {
  if (response.headersSent) return; // it has said that the connection goes on
  if (connection.closing && !connection.closing.headersSent) connection.closing.shouldKeepAlive = true;
  connection.closing = response.shouldKeepAlive ? response : null;
  response.shouldKeepAlive = false;
}

/**
 * Ends a connection without a request. A client that sends one in this very moment sees the end before any answer.
 * Nothing was done, so it may send it again elsewhere.
 */
function end(socket: Socket, connection: Connection): void {
  if (connection.ended) return;
  connection.ended = true;
  endGently(socket);
}

/**
 * Says that nothing more comes, and takes what the client had sent until it has closed too. A body that came after its
 * answer was made would otherwise reset the connection before the answer is read.
 */
function endGently(socket: Socket): void {
  socket.end();
  socket.resume();
  const limit = setTimeout(() => socket.destroy(), closeWithinMs);
  socket.once("end", () => socket.destroy());
  socket.once("close", () => clearTimeout(limit));
}
