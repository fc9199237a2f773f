import { isCredits } from "@/lib/access/credits";
import type { LimitDecision, WindowState } from "@/lib/access/limiter";

/** Of the credits that a decision took from, those of which the fewest are left; null where it took from none. */
export function creditsLeft(decision: LimitDecision | null): WindowState | null {
  let least: WindowState | null = null;
  for (const window of decision?.windows ?? []) {
    if (isCredits(window) && (!least || window.remaining < least.remaining)) least = window;
  }
  return least;
}
