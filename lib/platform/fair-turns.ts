import "server-only";
import { ownTimer } from "./in-time";

/** The code of the error of work that got no turn. */
export const noTurnCode = "NO_TURN";

/** Who asks for a turn; all subjects of one crowd are bounded together too. */
export type TurnSubject = { subject: string; crowd: string | null };

export type TurnBounds = {
  /** How many have their turn at the same time, how many of them of one subject, and of one crowd. */
  atOnce: number;
  perSubject: number;
  perCrowd: number;
  /** How many may wait, and how many of them of one subject. */
  waiting: number;
  waitingPerSubject: number;
  /** How long one may wait, in milliseconds of this process's own time. */
  patienceMs: number;
};

/** Turns at something that there is little of, shared out so that no subject takes another's. */
export type FairTurns = {
  /**
   * Resolves with what ends the turn. Rejects with a `NoTurn` when too many wait already, or it was waited too long. Without
   * a subject it is bounded by nothing but the places; `isFirst` is for work that holds a place already, which others wait for.
   */
  take(who: TurnSubject | null, options?: { isFirst: boolean }): Promise<() => void>;
  /** How many wait. */
  waiting(): number;
};

type Waiting = { crowd: string | null; go: () => void };

/** Subjects that wait take their turns one after the other, each of them in the order in which its own work came. */
export function createFairTurns(bounds: TurnBounds): FairTurns {
  const { atOnce, perSubject, perCrowd, patienceMs } = bounds;
  const running = { all: 0, subjects: new Map<string, number>(), crowds: new Map<string, number>() };
  /** A holder of a place that needs another, before all others. */
  const first: Waiting[] = [];
  /** Whose turn comes next is first. */
  const queues = new Map<string, Waiting[]>();
  let waiting = 0;

  function hasRoom(subject: string, crowd: string | null): boolean {
    if ((running.subjects.get(subject) ?? 0) >= perSubject) return false;
    return crowd === null || (running.crowds.get(crowd) ?? 0) < perCrowd;
  }

  function enter(who: TurnSubject | null): () => void {
    running.all += 1;
    if (who) add(running.subjects, who.subject, 1);
    if (who?.crowd) add(running.crowds, who.crowd, 1);
    let left = false;
    return () => {
      if (left) return;
      left = true;
      running.all -= 1;
      if (who) add(running.subjects, who.subject, -1);
      if (who?.crowd) add(running.crowds, who.crowd, -1);
      next();
    };
  }

  function next(): void {
    while (running.all < atOnce) {
      const waiter = first.shift() ?? nextInTurn();
      if (!waiter) return;
      waiter.go();
    }
  }

  function nextInTurn(): Waiting | undefined {
    for (const [subject, queue] of queues) {
      const [waiter] = queue;
      if (!waiter || !hasRoom(subject, waiter.crowd)) continue;
      queue.shift();
      waiting -= 1;
      // The subject goes to the end of the line.
      queues.delete(subject);
      if (queue.length > 0) queues.set(subject, queue);
      return waiter;
    }
    return undefined;
  }

  function wait(who: TurnSubject | null, isFirst: boolean): Promise<() => void> {
    const subject = who?.subject ?? "";
    const queue = isFirst ? first : (queues.get(subject) ?? []);
    if (!isFirst && (waiting >= bounds.waiting || queue.length >= bounds.waitingPerSubject)) {
      return Promise.reject(new NoTurn("too much work is waiting"));
    }
    return new Promise((resolve, reject) => {
      const waiter: Waiting = {
        crowd: who?.crowd ?? null,
        go() {
          timer.stop();
          resolve(enter(who));
        },
      };
      const giveUp = () => {
        const place = queue.indexOf(waiter);
        if (place < 0) return;
        queue.splice(place, 1);
        if (!isFirst) {
          waiting -= 1;
          if (queue.length === 0) queues.delete(subject);
        }
        reject(new NoTurn("the work waited too long for its turn"));
      };
      // A process that was held up itself gives the turns that have become free meanwhile.
      const timer = ownTimer(patienceMs, giveUp);
      queue.push(waiter);
      if (isFirst) return;
      waiting += 1;
      queues.set(subject, queue);
    });
  }

  return {
    waiting: () => waiting + first.length,
    take(who, { isFirst } = { isFirst: false }) {
      const isFree =
        running.all < atOnce && (isFirst || !who || (hasRoom(who.subject, who.crowd) && !queues.has(who.subject)));
      return isFree ? Promise.resolve(enter(who)) : wait(who, isFirst);
    },
  };
}

function add(counts: Map<string, number>, key: string, change: number): void {
  const count = (counts.get(key) ?? 0) + change;
  if (count > 0) counts.set(key, count);
  else counts.delete(key);
}

/** There was no turn for a piece of work: it was not begun, and may be asked for again. */
class NoTurn extends Error {
  readonly code = noTurnCode;
}
