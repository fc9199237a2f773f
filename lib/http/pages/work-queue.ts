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

  function turn(subject: string): Promise<boolean> {
    // A place that is free while others wait is theirs.
    if (running.length < atOnce && queue.length === 0) {
      running.push(subject);
      return Promise.resolve(true);
    }
    const own = queue.filter((entry) => entry.subject === subject).length;
    if (queue.length >= waiting || own >= waitingPerSubject) return Promise.resolve(false);
    return new Promise((resolve) => {
      const entry = {
        subject,
        go() {
          clearTimeout(timer);
          running.push(subject);
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
        next(subject);
      }
    },
  };
}
