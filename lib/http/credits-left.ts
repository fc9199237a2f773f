import { isCredits } from "@/lib/access/credits";
import type { LimitDecision, WindowState } from "@/lib/access/limiter";
import { isoTime } from "@/lib/platform/iso-time";

/** Of the credits that a decision took from, those of which the fewest are left; null where it took from none. */
export function creditsLeft(decision: Pick<LimitDecision, "windows"> | null): WindowState | null {
  let least: WindowState | null = null;
  for (const window of decision?.windows ?? []) {
    if (isCredits(window) && (!least || window.remaining < least.remaining)) least = window;
  }
  return least;
}

/** When credits are refilled, as answers tell it; null where they are not by themselves. */
export function refillOf({ resetAtMs }: Pick<WindowState, "resetAtMs">): string | null {
  return Number.isFinite(resetAtMs) ? isoTime(resetAtMs) : null;
}
