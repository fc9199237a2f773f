import "server-only";
import type { Environment } from "@/lib/access/catalogue";
import { isCredits } from "@/lib/access/credits";
import { dayMs } from "@/lib/access/limit-windows";
import type { LimitBucket, LimitDecision, Limiter, WindowState } from "@/lib/access/limiter";
import { monthOf } from "@/lib/access/window-clock";
import type { QuotaWindow } from "@/lib/generated/prisma/enums";
import type { CreditWatch } from "./credit-watch";
import { keepNotices, type Notices } from "./notices";

/** A quota of which `percent` are used; counts are requests. */
export type QuotaNotice = {
  organizationId: string;
  product: string;
  environment: Environment;
  window: QuotaWindow;
  /** The window's UTC day or month. */
  period: number;
  percent: number;
  used: number;
  limit: number;
  resetsAtMs: number;
};

/** Notes quotas on their way to the end. */
export type QuotaWatch = Pick<Notices<QuotaNotice>, "flush"> & {
  /** The limiter that was given, watched. */
  limiter: Limiter;
};

/** Percent of a day's or month's quota that are told of. */
const thresholds = [100, 80, 50] as const;

/** Watches the decisions of a limiter, with what they make of credits; noting does no I/O. */
export function watchQuotas(limiter: Limiter, credits?: Pick<CreditWatch, "note">): QuotaWatch {
  const notices = keepNotices<QuotaNotice>();

  function noteDecision(buckets: readonly LimitBucket[], decision: LimitDecision): LimitDecision {
    let tookCredits = false;
    for (const window of decision.windows) {
      tookCredits ||= isCredits(window);
      // Below the first threshold, which is nearly always, this is all that it costs.
      if ((window.name === "day" || window.name === "month") && window.remaining * 2 <= window.limit) {
        note(buckets, window, window.name);
      }
    }
    if (tookCredits) credits?.note(buckets, decision);
    return decision;
  }

  function note(
    buckets: readonly LimitBucket[],
    { limit, remaining, resetAtMs }: WindowState,
    name: QuotaWindow,
  ): void {
    // Only an organization's bucket has days and months; a stranger's is no quota.
    const bucket = buckets.find(
      ({ subject, limits }) => subject.startsWith("org:") && (limits?.perDay ?? limits?.perMonth),
    );
    const used = limit - remaining;
    const percent = thresholds.find((threshold) => used * 100 >= threshold * limit);
    if (!bucket || percent === undefined) return;
    const { subject, product, environment } = bucket;
    const key = `${subject} ${product} ${environment} ${name} ${resetAtMs} ${percent} ${limit}`;
    const lastMs = resetAtMs - 1;
    const period = name === "day" ? Math.floor(lastMs / dayMs) : monthOf(lastMs).index;
    const organizationId = subject.slice("org:".length).split("/")[0] ?? "";
    notices.note(key, () => ({
      organizationId,
      product,
      environment,
      window: name,
      percent,
      used,
      limit,
      resetsAtMs: resetAtMs,
      period,
    }));
  }

  const watched: Limiter = {
    ...limiter,
    decide(buckets, cost) {
      const decision = limiter.decide(buckets, cost);
      return decision instanceof Promise
        ? decision.then((made) => noteDecision(buckets, made))
        : noteDecision(buckets, decision);
    },
  };

  return {
    limiter: watched,
    flush: notices.flush,
  };
}
