import type { RunStatus } from "@/lib/generated/prisma/enums";
import { ApiError } from "./api-error";

type Work = { id: string; status: RunStatus };

/**
 * Which finished pieces of work, given newest first, must give way before one more is added, so that at most `most` are
 * kept. 409 with `busy` when `mostUnfinished` are still waiting or under way.
 */
export function givingWay(
  kept: readonly Work[],
  { most, mostUnfinished, busy }: { most: number; mostUnfinished: number; busy: (unfinished: number) => string },
): string[] {
  const finished = kept.filter(({ status }) => status === "succeeded" || status === "failed");
  const unfinished = kept.length - finished.length;
  if (unfinished >= mostUnfinished) throw new ApiError("conflict", busy(unfinished));
  return finished.slice(most - unfinished - 1).map(({ id }) => id);
}
