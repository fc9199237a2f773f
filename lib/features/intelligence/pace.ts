import "server-only";
import { ApiError } from "@/lib/http/api-error";
import { createPace, type Pace } from "@/lib/platform/pace";

/** Computations that may wait for the one under way; each holds a few megabytes. */
const maxWaiting = 32;

let last: Promise<unknown> = Promise.resolve();
let waiting = 0;

/** Runs computations one after the other, in slices; 503 when too many wait. */
export async function inTurn<Result>(compute: (pace: Pace) => Promise<Result>): Promise<Result> {
  if (waiting >= maxWaiting) {
    throw new ApiError("unavailable", "Too many analyses at once; try again", { headers: { "retry-after": "1" } });
  }
  waiting += 1;
  const turn = last.then(() => compute(createPace()));
  last = turn.catch(() => undefined);
  return turn.finally(() => {
    waiting -= 1;
  });
}
