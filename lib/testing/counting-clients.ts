import { expect, vi } from "vitest";
import { dayMs } from "@/lib/access/limit-windows";
import type { LimitBucket } from "@/lib/access/limiter";
import type { CountingProcess } from "./counting-processes";

/** What clients counted: passes by the instant of their decision, denials, refusals, and connections that broke. */
export type Tally = { passes: number[]; lastPassMs: number; denied: number; unavailable: number; broken: number };

/** Clients that ask one process without a pause until they are stopped. */
function startClients(
  target: () => CountingProcess,
  buckets: readonly LimitBucket[],
): { tally: Tally; stop: () => Promise<void> } {
  const tally: Tally = { passes: [], lastPassMs: 0, denied: 0, unavailable: 0, broken: 0 };
  let stopped = false;
  const client = async () => {
    while (!stopped) {
      try {
        const { status, atMs } = await target().ask({ buckets: [...buckets], cost: 1 });
        if (status === 200) {
          tally.passes.push(atMs);
          tally.lastPassMs = performance.now();
        } else if (status === 429) tally.denied += 1;
        else tally.unavailable += 1;
      } catch {
        tally.broken += 1;
        // A process that is gone refuses at once: the others must get their turn.
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    }
  };
  const running = Array.from({ length: clientsEach }, client);
  return {
    tally,
    async stop() {
      stopped = true;
      await Promise.all(running);
    },
  };
}

function sumTallies(tallies: readonly Tally[]): Tally {
  return {
    passes: tallies.flatMap(({ passes }) => passes),
    lastPassMs: Math.max(...tallies.map(({ lastPassMs }) => lastPassMs)),
    denied: tallies.reduce((sum, { denied }) => sum + denied, 0),
    unavailable: tallies.reduce((sum, { unavailable }) => sum + unavailable, 0),
    broken: tallies.reduce((sum, { broken }) => sum + broken, 0),
  };
}

/** What happens while clients ask; it may look at what they counted so far. */
export type Disturbance = (tally: () => Tally) => Promise<unknown>;

/** Clients of each process. */
export const clientsEach = 8;

/** A busy machine takes its time. */
const patient = { timeout: 100_000, interval: 5 };
/** Longer than a process denies without asking Redis again. */
const quietMs = 1_200;

/**
 * Lets the clients of all processes ask until the disturbance is over and all of them were denied several times since.
 * Where a quota bounds them, also until nothing has passed for a while.
 */
export async function exhaust(
  processes: readonly CountingProcess[],
  buckets: readonly LimitBucket[],
  disturb: Disturbance = async () => undefined,
): Promise<Tally> {
  // Looked up for each request: a process may be replaced by another.
  const groups = processes.map((_, at) => startClients(() => processes[at] as CountingProcess, buckets));
  const tally = () => sumTallies(groups.map((group) => group.tally));
  await disturb(tally);
  for (const group of groups) {
    const { denied } = group.tally;
    await vi.waitFor(() => expect(group.tally.denied).toBeGreaterThan(denied + 3 * clientsEach), patient);
  }
  // A limit a minute alone refills all the time: something always passes.
  const isBounded = ({ limits, window }: LimitBucket) =>
    limits?.perDay ?? limits?.perMonth ?? (window?.span.id.endsWith("d") || window?.next !== undefined);
  if (buckets.some(isBounded)) {
    await vi.waitFor(() => expect(performance.now() - tally().lastPassMs).toBeGreaterThan(quietMs), patient);
  }
  await Promise.all(groups.map((group) => group.stop()));
  return tally();
}

/** Resolves when more than `count` requests have passed. */
export async function untilPassed(tally: () => Tally, count: number): Promise<void> {
  await vi.waitFor(() => expect(tally().passes.length).toBeGreaterThan(count), patient);
}

/** How many passed in the UTC day in which most did: a run that begins before midnight meets a quota twice. */
export function inFullestDay({ passes }: Tally): number {
  const counts = new Map<number, number>();
  for (const atMs of passes) {
    const day = Math.floor(atMs / dayMs);
    counts.set(day, (counts.get(day) ?? 0) + 1);
  }
  return Math.max(0, ...counts.values());
}
