import { expect, it } from "vitest";
import type { NamedWindow } from "@/lib/access/catalogue";
import type { WindowBucket } from "@/lib/access/limiter";
import { createShareLimiter } from "@/lib/access/share-limiter";
import { endlessSpan, findSpan } from "@/lib/access/window-span";
import { createTestClock } from "@/lib/testing/test-clock";
import { watchBudgets } from "./budget-watch";
import { createCreditWatch } from "./credit-watch";

const start = "2026-06-10T12:00:00Z";
const refillMs = Date.parse("2026-06-11T00:00:00Z");

function openShare(of: number) {
  return createShareLimiter(
    { place: 0, of },
    {
      clock: createTestClock(start),
      store: { load: async (keys) => keys.map(() => null) },
      ledger: { passed: () => undefined },
      mayCount: () => true,
    },
  );
}

function bucketOf(window: NamedWindow): WindowBucket {
  return { subject: "own:1", product: "prompts", environment: "production", window };
}

it.each([4, 1])("a budget's threshold is told where it was come to, in one of %i shares", async (of) => {
  const span = findSpan("1d") ?? endlessSpan;
  const owned = { id: "bgt_1", organizationId: "org_1", owner: "org_1", isHard: false, slides: false };
  const bucket = bucketOf({ name: "budget:own", limit: 40, span, budget: { ...owned, thresholds: [50] } });
  const watch = watchBudgets(openShare(of));
  const told: (number | undefined)[] = [];
  for (const cost of [1, 19]) {
    let percent: number | undefined;
    await watch.limiter.decide([bucket], cost);
    await watch.flush(async (notice) => {
      percent = notice.percent;
    });
    told.push(percent);
  }
  expect(told).toEqual([undefined, 50]);
});

it.each([
  [4, 2, 3, 0],
  [1, 8, 1, 1],
  // What is left does not reach.
  [1, 6, 3, 1],
])(
  "in one of %i shares of 8 credits, %i taken and %i denied tell their end %i times",
  async (of, taken, denied, times) => {
    const bucket = bucketOf({ name: "key_credits", limit: 8, span: endlessSpan, next: { atMs: refillMs, limit: 8 } });
    const [limiter, watch] = [openShare(of), createCreditWatch()];
    for (const cost of [taken, denied]) {
      watch.note([bucket], await limiter.decide([bucket], cost));
    }
    let told = 0;
    await watch.flush(async () => {
      told += 1;
    });
    expect(told).toBe(times);
  },
);
