import "server-only";
import { createFairTurns } from "@/lib/platform/fair-turns";

const turns = createFairTurns({
  atOnce: 100,
  perSubject: 1,
  // As much as one organization may have of the connections that this waits for.
  perCrowd: 40,
  waiting: 10_000,
  waitingPerSubject: 1_000,
  patienceMs: 5_000,
  rounds: 1,
});

/**
 * In each process one piece of work of a name holds a connection at a time; the others wait without one. Resolves with what
 * ends the turn. `crowd` is the organization whose names they are.
 */
export function takeTurn(name: string, crowd: string): Promise<() => void> {
  return turns.take({ subject: name, crowd });
}
