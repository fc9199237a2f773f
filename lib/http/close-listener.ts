import "server-only";
import { closeSync, openSync, readSync } from "node:fs";
import type { Server } from "node:http";
import { Server as NetServer } from "node:net";

/** For connections that come faster than they are accepted. */
const acceptWithinMs = 3_000;
/** A proxy that has as many connections as it needs opens no more for so long. */
const quietMs = 200;

/**
 * Closes a listener. Resolves when no connection is taken any more; `all` does once all are closed. The system resets those
 * that it holds for a listener which closes, so they are accepted before. Node's own close of an HTTP server would end idle
 * connections at once, also those with a request on its way.
 */
export async function closeListener(server: Server): Promise<{ all: Promise<void> }> {
  await untilQuiet(server);
  const giveUpAt = performance.now() + acceptWithinMs;
  // Looked at in the very turn that closes it: in the turns before, others' work may have held the process up.
  while (holdsConnections(server) && performance.now() < giveUpAt) await new Promise(setImmediate);
  const all = new Promise<void>((resolve) => {
    NetServer.prototype.close.call(server, () => {
      server.close(); // ends what HTTP itself does at intervals
      resolve();
    });
  });
  return { all };
}

/** Waits until no connection has come for a while. Node accepts one in each turn of the event loop. */
async function untilQuiet(server: Server): Promise<void> {
  const giveUpAt = performance.now() + acceptWithinMs;
  let quietTurns = 0;
  let quietSince = performance.now();
  const accepted = () => {
    quietTurns = 0;
    quietSince = performance.now();
  };
  server.on("connection", accepted);
  // The first turn may have begun before we listened to it.
  while ((quietTurns < 2 || performance.now() - quietSince < quietMs) && performance.now() < giveUpAt) {
    quietTurns += 1;
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  server.off("connection", accepted);
}

/** Whether the system holds connections that are not accepted yet; false where it does not tell. */
function holdsConnections(server: Server): boolean {
  const address = server.address();
  if (address === null || typeof address === "string") return false;
  const port = address.port.toString(16).toUpperCase().padStart(4, "0");
  // Of Linux: state 0A listens, and its receive queue is what waits to be accepted.
  const listener = new RegExp(`:${port} [0-9A-F]+:0000 0A [0-9A-F]+:([0-9A-F]+)`);
  const waiting = findFirst(address.family === "IPv6" ? "/proc/self/net/tcp6" : "/proc/self/net/tcp", listener);
  return waiting !== null && Number.parseInt(waiting, 16) > 0;
}

/** What the pattern takes from the first line that it fits; listeners come first, so that no long list is read. */
function findFirst(path: string, pattern: RegExp): string | null {
  let file: number | undefined;
  try {
    file = openSync(path, "r");
    const piece = Buffer.alloc(16 * 1024);
    let text = "";
    for (let length = readSync(file, piece); length > 0; length = readSync(file, piece)) {
      text += piece.toString("latin1", 0, length);
      const found = pattern.exec(text);
      if (found) return found[1] ?? null;
    }
    return null;
  } catch {
    return null;
  } finally {
    if (file !== undefined) closeSync(file);
  }
}
