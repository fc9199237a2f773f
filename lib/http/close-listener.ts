import "server-only";
import { readFileSync } from "node:fs";
import type { Server } from "node:http";
import { type AddressInfo, connect, Server as NetServer } from "node:net";

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
  // It closes in the very turn that finds it so: in a later one, others would have come.
  while (!(await takesNoMore(server)) && performance.now() < giveUpAt) await untilAccepted(server);
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

/** Until a connection has been accepted, when there is room in the queue, or the event loop has turned. */
function untilAccepted(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const goOn = () => {
      server.off("connection", goOn);
      clearImmediate(turned);
      resolve();
    };
    const turned = setImmediate(goOn);
    server.on("connection", goOn);
  });
}

/**
 * Whether the system holds no client's connection for the listener and takes none any more, until the event loop turns.
 * The queue is cut down to one place, and a connection of our own takes it. The system then leaves new ones unanswered, and
 * their clients find the listener closed when they ask again. True also where a system does not tell (only Linux does).
 */
async function takesNoMore(server: Server): Promise<boolean> {
  const address = server.address();
  if (address === null || typeof address === "string") return true;
  if (!narrow(server)) return true;
  const own = connect(address.port, ownHost(address)).on("error", () => undefined);
  await new Promise(process.nextTick); // by then the system has been asked
  const queue = readQueue(address, own.localPort);
  if (queue === null || (queue.waiting === 1 && queue.holdsOwn && queue.beginning === 0)) return true;
  own.destroy();
  return false;
}

/** Lets no more than one connection wait from now on; false where Node's listener cannot be asked to. */
function narrow(server: Server): boolean {
  // Node has no public way to call listen(2) again, which changes the length of the queue and nothing else.
  const { _handle: handle } = server as { _handle?: { listen?: (backlog: number) => number } | null };
  return handle?.listen?.(0) === 0;
}

/** Where we reach our own listener; one on all addresses of IPv6 takes those of IPv4 too, as Node opens it. */
function ownHost({ address }: AddressInfo): string {
  return address === "::" || address === "0.0.0.0" ? "127.0.0.1" : address;
}

/** What the system holds for a listener: connections to be accepted, some that are only beginning, and whether one is our own. */
function readQueue({ port, family }: AddressInfo, ownPort: number | undefined) {
  const lines = readLines(family === "IPv6" ? "/proc/self/net/tcp6" : "/proc/self/net/tcp");
  if (lines === null) return null;
  const [local, own] = [hexPort(port), hexPort(ownPort ?? 0)];
  const queue = { waiting: 0, beginning: 0, holdsOwn: false };
  for (const line of lines) {
    const fields = line.trim().split(/\s+/, 5);
    const [, to = "", from = "", state, amounts = ""] = fields;
    if (!to.endsWith(local)) continue;
    // States of Linux: 0A listens, and its receive queue is what waits; 03 has not been confirmed by its client yet.
    if (state === "0A") queue.waiting = Number.parseInt(amounts.slice(amounts.indexOf(":") + 1), 16);
    if (state === "03") queue.beginning += 1;
    if (state === "01" && from.endsWith(own)) queue.holdsOwn = true;
  }
  return queue;
}

function hexPort(port: number): string {
  return `:${port.toString(16).toUpperCase().padStart(4, "0")}`;
}

function readLines(path: string): string[] | null {
  try {
    return readFileSync(path, "latin1").split("\n");
  } catch {
    return null;
  }
}
