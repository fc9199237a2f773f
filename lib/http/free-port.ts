import "server-only";
import { connect, createServer } from "node:net";

/** A port of this machine that nobody answers on after so long is taken for free. */
const answerWithinMs = 1_000;

/** What the operator is told of a port that another program has. */
export function portInUse(port: number): string {
  return `port ${port} is in use; stop what uses it, or set PORT to another`;
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
