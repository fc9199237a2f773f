import "server-only";

export type WorkQueue = {
  /** Runs the work when there is room; "full" without running it when too many wait already, or it waited too long. */
  run<Result>(subject: string, work: () => Promise<Result>): Promise<Result | "full">;
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
  let running = 0;

  function next(): void {
    running -= 1;
    // A turn of the event loop for everything else comes before the next piece of work.
    setImmediate(() => {
      if (running < atOnce) queue.shift()?.go();
    });
  }

  function turn(subject: string): Promise<boolean> {
    // A place that is free while others wait is theirs.
    if (running < atOnce && queue.length === 0) {
      running += 1;
      return Promise.resolve(true);
    }
    const own = queue.filter((entry) => entry.subject === subject).length;
    if (queue.length >= waiting || own >= waitingPerSubject) return Promise.resolve(false);
    return new Promise((resolve) => {
      const entry = {
        subject,
        go() {
          clearTimeout(timer);
          running += 1;
          resolve(true);
        },
      };
      const timer = setTimeout(() => {
        queue.splice(queue.indexOf(entry), 1);
        resolve(false);
      }, patienceMs);
      queue.push(entry);
    });
  }

  return {
    async run(subject, work) {
      if (!(await turn(subject))) return "full";
      try {
        return await work();
      } finally {
        next();
      }
    },
  };
}
