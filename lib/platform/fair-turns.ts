import "server-only";
import { type OwnTimer, ownTimer } from "./in-time";

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
  /** How long one waits while no turn of its subject ends well, in milliseconds of this process's own time. */
  patienceMs: number;
  /** How often it waits for so long, where one did each time: it is slow, and nothing hangs. */
  rounds: number;
};

/** Ends a turn; it was for nothing where not `isWell`. */
export type EndTurn = (isWell?: boolean) => void;

/** Turns at something that there is little of, shared out so that no subject takes another's. */
export type FairTurns = {
  /**
   * Resolves with what ends the turn. Rejects with a `NoTurn` when too many wait already, or it was waited too long. Without
   * a subject it is bounded by nothing but the places; `isFirst` is for work that holds a place already, which others wait for.
   */
  take(who: TurnSubject | null, options?: { isFirst: boolean }): Promise<EndTurn>;
  /** How many wait. */
  waiting(): number;
};

type Waiting = { crowd: string | null; go: () => void };
/** Those of one subject that wait, and how many turns of its ended well meanwhile. */
type Queue = { waiting: Waiting[]; ended: number };

/** Subjects that wait take their turns one after the other, each of them in the order in which its own work came. */
export function createFairTurns(bounds: TurnBounds): FairTurns {
  const { atOnce, perSubject, perCrowd, patienceMs, rounds } = bounds;
  const running = { all: 0, subjects: new Map<string, number>(), crowds: new Map<string, number>() };
  /** A holder of a place that needs another, before all others. */
  const first: Queue = { waiting: [], ended: 0 };
  /** Whose turn comes next is first. */
  const queues = new Map<string, Queue>();
  let waiting = 0;

  function hasRoom(subject: string, crowd: string | null): boolean {
    if ((running.subjects.get(subject) ?? 0) >= perSubject) return false;
    return crowd === null || (running.crowds.get(crowd) ?? 0) < perCrowd;
  }

  function enter(who: TurnSubject | null): EndTurn {
    running.all += 1;
    if (who) add(running.subjects, who.subject, 1);
    if (who?.crowd) add(running.crowds, who.crowd, 1);
    let left = false;
    return (isWell = true) => {
      if (left) return;
      left = true;
      if (isWell) noteEnd(who?.subject ?? "");
      running.all -= 1;
      if (who) add(running.subjects, who.subject, -1);
      if (who?.crowd) add(running.crowds, who.crowd, -1);
      next();
    };
  }

  function noteEnd(subject: string): void {
    first.ended += 1;
    const queue = queues.get(subject);
    if (queue) queue.ended += 1;
  }

  function next(): void {
    while (running.all < atOnce) {
      const waiter = first.waiting.shift() ?? nextInTurn();
      if (!waiter) return;
      waiter.go();
    }
  }

  function nextInTurn(): Waiting | undefined {
    for (const [subject, queue] of queues) {
      const [waiter] = queue.waiting;
      if (!waiter || !hasRoom(subject, waiter.crowd)) continue;
      queue.waiting.shift();
      waiting -= 1;
      // The subject goes to the end of the line.
      queues.delete(subject);
      if (queue.waiting.length > 0) queues.set(subject, queue);
      return waiter;
    }
    return undefined;
  }

  function wait(who: TurnSubject | null, isFirst: boolean): Promise<EndTurn> {
    const subject = who?.subject ?? "";
    const queue = isFirst ? first : (queues.get(subject) ?? { waiting: [], ended: 0 });
    if (!isFirst && (waiting >= bounds.waiting || queue.waiting.length >= bounds.waitingPerSubject)) {
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
        const place = queue.waiting.indexOf(waiter);
        if (place < 0) return;
        queue.waiting.splice(place, 1);
        if (!isFirst) {
          waiting -= 1;
          if (queue.waiting.length === 0) queues.delete(subject);
        }
        reject(new NoTurn("the work waited too long for its turn"));
      };
      // A process that was held up itself gives the turns that have become free meanwhile.
      const waitOn = (roundsLeft: number): OwnTimer => {
        const { ended } = queue;
        return ownTimer(patienceMs, () => {
          if (roundsLeft > 1 && queue.ended > ended) timer = waitOn(roundsLeft - 1);
          else giveUp();
        });
      };
      let timer = waitOn(rounds);
      queue.waiting.push(waiter);
      if (isFirst) return;
      waiting += 1;
      queues.set(subject, queue);
    });
  }

  return {
    waiting: () => waiting + first.waiting.length,
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
