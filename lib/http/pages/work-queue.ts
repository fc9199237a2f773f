import "server-only";
import type { ServerResponse } from "node:http";

export type WorkQueue = {
  /**
   * Runs the work when there is room. It answers "full" without running it when too many wait already, or it waited too
   * long, or the response that it is for was closed before its turn.
   */
  run<Result>(subject: string, work: () => Promise<Result>, response?: ServerResponse): Promise<Result | "full">;
};

type Bounds = {
  /** How many run at the same time. */
  atOnce: number;
  /** How many may wait, and how many of them for one subject. */
  waiting: number;
  waitingPerSubject: number;
  /** How long one may wait. */
  patienceMs: number;
};

type Waiting = { subject: string; go: () => void };

/** Bounds how much work is under way, so that pages leave time for what is not a page. */
export function createWorkQueue({ atOnce, waiting, waitingPerSubject, patienceMs }: Bounds): WorkQueue {
  const queue: Waiting[] = [];
  /** The subjects at work, each as often as it is. */
  const running: string[] = [];

  function next(subject: string): void {
    running.splice(running.indexOf(subject), 1);
    // A turn of the event loop for everything else comes before the next piece of work.
    setImmediate(() => {
      if (running.length < atOnce) takeNext()?.go();
    });
  }

  /** A subject that is at work already lets those go first that are not: none holds all the places while others wait. */
  function takeNext(): Waiting | undefined {
    const idle = queue.findIndex(({ subject }) => !running.includes(subject));
    return queue.splice(Math.max(idle, 0), 1)[0];
  }

  function turn(subject: string, response: ServerResponse | undefined): Promise<boolean> {
    if (response?.destroyed) return Promise.resolve(false);
    // A place that is free while others wait is theirs.
    if (running.length < atOnce && queue.length === 0) {
      running.push(subject);
      return Promise.resolve(true);
    }
    const own = queue.filter((entry) => entry.subject === subject).length;
    if (queue.length >= waiting || own >= waitingPerSubject) return Promise.resolve(false);
    return new Promise((resolve) => {
      const end = (goes: boolean) => {
        clearTimeout(timer);
        response?.off("close", giveUp);
        resolve(goes);
      };
      const entry = {
        subject,
        go() {
          running.push(subject);
          end(true);
        },
      };
      const giveUp = () => {
        queue.splice(queue.indexOf(entry), 1);
        end(false);
      };
      const timer = setTimeout(giveUp, patienceMs);
      response?.once("close", giveUp);
      queue.push(entry);
    });
  }

  return {
    async run(subject, work, response) {
      if (!(await turn(subject, response))) return "full";
      try {
        return await work();
      } finally {
        next(subject);
      }
    },
  };
}
