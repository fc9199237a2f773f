import { beforeEach } from "vitest";

/** So many lines, of so many characters each, that a failure still fits on a screen. */
const mostLines = 10;
const longestLine = 300;

const told: string[] = [];

/** Notes what the product said; a test that fails says so below its error, the latest last. */
export function noteTold(line: string): void {
  told.push(line.length > longestLine ? `${line.slice(0, longestLine)}…` : line);
  if (told.length > mostLines) told.shift();
}

/**
 * Adds what was noted during a test to its error if it fails. What the product refused or logged is often the cause of
 * what the assertion found much later. A failure of a busy machine may not come a second time.
 */
export function tellOnFailure(): void {
  beforeEach(({ onTestFailed }) => {
    told.length = 0;
    onTestFailed(({ task }) => {
      const [error] = task.result?.errors ?? [];
      if (!error || told.length === 0) return;
      const words = ["the product said meanwhile:", ...told.map((line) => `  ${line}`)].join("\n");
      const frames = /\n {4}at .*/s.exec(error.stack ?? "")?.[0] ?? "";
      error.message = `${error.message}\n${words}`;
      // Before the frames: a summary of a run shows the first lines alone.
      error.stack = `${error.name}: ${error.message}${frames}`;
    });
  });
}
