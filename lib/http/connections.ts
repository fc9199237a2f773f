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
  /** Ends a connection after what was written to it; what its client still sends is taken and not handled. */
  end(socket: Socket): void;
  /** Whether we have ended a connection, by its last answer or without one. */
  hasEnded(socket: Socket): boolean;
  /** Stops listening and ends all connections, those with a request under way after its answer. */
  drain(limitMs: number, idleMs: number): Promise<void>;
};

type Connection = {
  /** The answers under way, in the order of their requests; the latest says whether the connection goes on. */
  open: Set<ServerResponse>;
  /** The answer that ends the connection because we stop. */
  closing: ServerResponse | null;
  /** Whether we have ended it: whatever comes later cannot be answered. */
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
    const connection: Connection = { open: new Set(), closing: null, ended: false };
    connections.set(socket, connection);
    // Node ends a connection with this after its last answer, and would reset what still arrives, the answer with it.
    socket.destroySoon = () => end(socket, connection);
    socket.on("close", () => {
      connections.delete(socket);
      if (connection.open.size > 0) setImmediate(closeAll, connection.open);
    });
  });

  return {
    begin(socket, response) {
      const connection = connections.get(socket);
      // Closed already: its answer reaches no client, and that is not new to the handlers.
      if (!connection) return true;
      const { open } = connection;
      if (connection.ended || hasSaidClose(open)) return false;
      open.add(response);
      if (draining) closeAfter(connection, response);
      response.on("close", () => open.delete(response));
      return true;
    },
    isBusy: (socket) =>
      socket
        ? (connections.get(socket)?.open.size ?? 0) > 0
        : [...connections.values()].some(({ open }) => open.size > 0),
    end(socket) {
      const connection = connections.get(socket);
      if (connection) end(socket, connection);
    },
    hasEnded: (socket) => connections.get(socket)?.ended === true,
    async drain(limitMs, idleMs) {
      // First of all: a client that is told to come on another connection must not find this listener.
      const closed = await closeListener(server);
      draining = true;
      for (const connection of connections.values()) {
        const latest = [...connection.open].at(-1);
        if (latest) closeAfter(connection, latest);
      }
      const idleUntil = performance.now() + idleMs;
      const endIdle = async () => {
        if (performance.now() < idleUntil) return;
        // What has arrived is read first: a process that stood still finds requests on connections that seem idle.
        for (let turn = 0; turn < 2; turn++) await new Promise(setImmediate);
        for (const [socket, connection] of connections) if (connection.open.size === 0) end(socket, connection);
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

/** Whether one of the answers has said that it is the last one of its connection. */
function hasSaidClose(open: ReadonlySet<ServerResponse>): boolean {
  for (const answer of open) if (answer.headersSent && !answer.shouldKeepAlive) return true;
  return false;
}

/** Closes answers whose turn did not come: Node tells only the one whose turn it is that the connection is lost. */
function closeAll(open: ReadonlySet<ServerResponse>): void {
  for (const answer of open) answer.destroy().emit("close");
}

/** Makes an answer the last one of its connection; requests may be sent before the answer to an earlier one is read. */
function closeAfter(connection: Connection, response: ServerResponse): void {
  if (response.headersSent) return; // it has said that the connection goes on
  if (connection.closing && !connection.closing.headersSent) connection.closing.shouldKeepAlive = true;
  connection.closing = response.shouldKeepAlive ? response : null;
  response.shouldKeepAlive = false;
}

/**
 * Ends a connection on which nothing more is answered. A client that sends a request in this very moment sees the end before
 * any answer. Nothing was done, so it may send it again elsewhere.
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
