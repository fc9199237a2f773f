import "server-only";
import { connect, createServer } from "node:net";
import { platform } from "node:os";

/** A port of this machine that nobody answers on after so long is taken for free. */
const answerWithinMs = 1_000;

/** What the operator is told of a port that another program has. */
export function portInUse(port: number): string {
  return `port ${port} is in use; stop what uses it, or set PORT to another`;
}

/** What the operator is told of a port that the system keeps from this user. */
export function portForbidden(port: number): string {
  return `port ${port} may not be used by this user; set PORT to another`;
}

/** An address of every Linux machine's loopback on which no proxy looks for us. */
const unknownAddress = "127.254.254.254";

/**
 * Throws with a sentence for the operator where the system keeps the port from this user, as Linux does with those below
 * 1024. It listens for a moment where no proxy looks; a system without that address tells when the server listens.
 */
export async function requireAllowedPort(port: number): Promise<void> {
  if (platform() !== "linux") return;
  const probe = createServer();
  await new Promise<void>((resolve, reject) => {
    probe.once("error", ({ code }: NodeJS.ErrnoException) =>
      code === "EACCES" ? reject(new Error(portForbidden(port))) : resolve(),
    );
    probe.listen({ port, host: unknownAddress }, () => probe.close(() => resolve()));
  });
}

/**
 * Throws with a sentence for the operator where something answers on the port. It asks and does not listen: a proxy in
 * front would send requests to a listener that is there for a moment, and they would be lost.
 */
export async function requireFreePort(port: number, host: string | undefined): Promise<void> {
  const answers = await Promise.all((host ? [host] : ["127.0.0.1", "::1"]).map((address) => isAnswered(port, address)));
  if (answers.includes(true)) throw new Error(portInUse(port));
}

/** Throws with a sentence for the operator where this machine has no such address: it listens there for a moment, on a port of nobody's. */
export async function requireOwnHost(setting: string, host: string): Promise<void> {
  const probe = createServer();
  await new Promise<void>((resolve, reject) => {
    const why = `${setting} ${host} is no address of this machine; set it to one that is, or leave it out`;
    probe.once("error", (error) => reject(new Error(why, { cause: error })));
    probe.listen({ port: 0, host }, () => probe.close(() => resolve()));
  });
}

function isAnswered(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host });
    const end = (answered: boolean) => {
      socket.destroy();
      resolve(answered);
    };
    socket.setTimeout(answerWithinMs, () => end(false));
    socket.on("connect", () => end(true));
    socket.on("error", () => end(false));
  });
}
