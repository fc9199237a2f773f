import "server-only";

/**
 * Runs `task` after `firstAfterMs`, and again `intervalMs` after its last run ended; the returned function stops it and
 * waits for a run under way.
 */
export function every(intervalMs: number, task: () => Promise<void>, firstAfterMs = intervalMs): () => Promise<void> {
  let stopped = false;
  let running: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout;
  const schedule = (afterMs: number) => {
    timer = setTimeout(() => {
      running = task().finally(() => {
        if (!stopped) schedule(intervalMs);
      });
    }, afterMs);
    timer.unref();
  };
  schedule(firstAfterMs);
  return () => {
    stopped = true;
    clearTimeout(timer);
    return running;
  };
}
