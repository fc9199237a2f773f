import type { Environment } from "@/lib/access/catalogue";
import { isCredits } from "@/lib/access/credits";
import type { LimitBucket, LimitDecision, WindowState } from "@/lib/access/limiter";
import { keepNotices, type Notices } from "./notices";

/** Credits that did not reach, or of which none are left. */
export type CreditNotice = {
  /** The counter: whose credits, of which round and period. */
  subject: string;
  /** What there was to take; with more of it, their end is told anew. */
  limit: number;
  environment: Environment;
};

/** Notes credits that come to an end. */
export type CreditWatch = Pick<Notices<CreditNotice>, "flush"> & {
  /** Looks at what a decision made of credits; does no I/O. */
  note(buckets: readonly LimitBucket[], decision: LimitDecision): void;
};

export function createCreditWatch(): CreditWatch {
  const notices = keepNotices<CreditNotice>();

  function noteWindow(buckets: readonly LimitBucket[], { name, limit }: WindowState): void {
    const ended = buckets.find(({ window }) => window?.name === name && window.limit === limit);
    if (!ended) return;
    const { subject, environment } = ended;
    notices.note(`${subject} ${environment} ${limit}`, () => ({ subject, limit, environment }));
  }

  return {
    note(buckets, decision) {
      for (const window of decision.windows) {
        if (window.remaining === 0 && isCredits(window) && isOfAll(window)) noteWindow(buckets, window);
      }
      if (decision.allowed) return;
      const { denied } = decision;
      if (isCredits(denied) && isOfAll(denied)) noteWindow(buckets, denied);
    },
    flush: notices.flush,
  };
}

/** Whether it tells of all that was used: a process that has a share of the limit alone does not know what others have left. */
function isOfAll({ limit, used, remaining }: WindowState): boolean {
  return used + remaining >= limit;
}
