import "server-only";
import type { WindowBudget } from "@/lib/access/catalogue";
import { dayMs } from "@/lib/access/limit-windows";
import type { LimitDecision, Limiter, WindowState } from "@/lib/access/limiter";
import { keepNotices, type Notices } from "./notices";

/** A budget of which `percent` or more were used for the first time in a period. */
export type BudgetNotice = Pick<WindowBudget, "id" | "organizationId" | "owner"> & {
  percent: number;
  used: number;
  amount: number;
  /** When the period ends, or of what slides the UTC day, in milliseconds. */
  periodMs: number;
};

/** Notes budgets that came to one of their thresholds. */
export type BudgetWatch = Pick<Notices<BudgetNotice>, "flush"> & {
  /** The limiter that was given, watched. Budgets that only tell are in none of its answers, and a supplier's are only where they deny. */
  limiter: Limiter;
};

/** Watches the decisions of a limiter; noting does no I/O. */
export function watchBudgets(limiter: Limiter): BudgetWatch {
  const notices = keepNotices<BudgetNotice>();

  function seen<Decision extends LimitDecision>(decision: Decision): Decision {
    // Nearly all decisions are on none.
    if (!decision.windows.some(({ budget }) => budget)) return decision;
    for (const window of decision.windows) if (window.budget) note(window.budget, window, decision.atMs);
    const denied = decision.allowed ? undefined : decision.denied.budget;
    const isTold = ({ isHard, isSuppliers, id }: WindowBudget) => isHard && (!isSuppliers || id === denied?.id);
    return { ...decision, windows: decision.windows.filter(({ budget }) => !budget || isTold(budget)) };
  }

  function note(
    { thresholds, id, organizationId, owner, slides }: WindowBudget,
    window: WindowState,
    atMs: number,
  ): void {
    const { used, limit: amount, resetAtMs, name } = window;
    const periodMs = slides ? Math.floor(atMs / dayMs) * dayMs : resetAtMs;
    for (const percent of thresholds) {
      if (used * 100 < percent * amount) continue;
      const key = `${id} ${owner} ${name} ${periodMs} ${percent} ${amount}`;
      notices.note(key, () => ({ id, organizationId, owner, percent, used, amount, periodMs }));
    }
  }

  const seenLater = (decided: LimitDecision | Promise<LimitDecision>) =>
    decided instanceof Promise ? decided.then(seen) : seen(decided);

  return {
    limiter: {
      decide: (...asked) => seenLater(limiter.decide(...asked)),
      peek: (buckets) => seenLater(limiter.peek(buckets)),
      glance: (buckets) => seen(limiter.glance(buckets)),
    },
    flush: notices.flush,
  };
}
