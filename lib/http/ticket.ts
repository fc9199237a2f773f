import "server-only";
import { randomUUID } from "node:crypto";
import { LRUCache } from "lru-cache";
import type { Admission } from "./gate";
import type { Origin } from "./unread-request";

/**
 * How the middleware hands an admission to the handler. It stays in this process's memory, and only a random number
 * travels in a header. A client cannot name a ticket that was not issued to its own request, and each is good once.
 */
export type Issued = {
  admission: Admission;
  origin: Origin;
  method: string;
  /** What the client asked for, which Next's handlers read also where the dashboard's door leads to another path's. */
  path: string;
};

/** More than can be between middleware and handler at one time; tickets of requests that died in between are pushed out. */
const maxIssued = 10_000;

const slot = Symbol.for("latchkey.tickets");
const holder = globalThis as typeof globalThis & { [slot]?: LRUCache<string, Issued> };

function tickets(): LRUCache<string, Issued> {
  holder[slot] ??= new LRUCache({ max: maxIssued });
  return holder[slot];
}

/** Keeps an admission for the handler of this very request. */
export function issueTicket(issued: Issued): string {
  // 122 random bits; Node draws these in batches, so that no request waits for the system's random source.
  const id = randomUUID();
  tickets().set(id, issued);
  return id;
}

/** What was issued under a ticket, or null: unknown, used before, or issued to another request. */
export function redeemTicket(id: string | null, method: string, path: string): Issued | null {
  if (id === null) return null;
  const found = tickets().get(id);
  tickets().delete(id);
  return found && found.method === method && found.path === path ? found : null;
}
