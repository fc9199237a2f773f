import "server-only";
import type { Environment } from "@/lib/access/catalogue";
import { type CreditGrant, type CreditsOf, creditBucket, periodOf } from "@/lib/access/credits";
import { unlessLimitsUnavailable } from "@/lib/access/limits-unavailable";
import { runtime } from "@/lib/access/runtime";
import type { PrismaSession } from "@/lib/platform/database";
import { readCredits } from "@/lib/tenancy/credits";
import type { Credits } from "./credits";

/** Whose credits are looked at, and in which environment they are counted. */
export type CreditHolder = { holder: string; environment: Environment };

/** What is left of credits, by their holders; those that have none are left out. One question tells of all. */
export async function creditViews(
  prisma: PrismaSession,
  of: CreditsOf,
  holders: readonly CreditHolder[],
  nowMs: number,
): Promise<ReadonlyMap<string, Credits>> {
  const grants = await readCredits(
    prisma,
    holders.map(({ holder }) => holder),
  );
  const held = holders.flatMap(({ holder, environment }) => {
    const grant = grants.get(holder);
    return grant ? [{ grant, environment }] : [];
  });
  const left = await remainingOf(held.map(({ grant, environment }) => creditBucket(of, grant, environment, nowMs)));
  return new Map(held.map(({ grant }, at) => [grant.holder, viewOf(grant, left?.[at] ?? null, nowMs)]));
}

/** What is left of credits that are known. */
export async function creditView(
  of: CreditsOf,
  grant: CreditGrant,
  environment: Environment,
  nowMs: number,
): Promise<Credits> {
  const left = await remainingOf([creditBucket(of, grant, environment, nowMs)]);
  return viewOf(grant, left?.[0] ?? null, nowMs);
}

/** What each of the counters leaves; null where they cannot be asked. */
async function remainingOf(buckets: readonly ReturnType<typeof creditBucket>[]): Promise<number[] | null> {
  if (buckets.length === 0) return [];
  return unlessLimitsUnavailable(async () =>
    (await runtime().limiter.peek(buckets)).windows.map(({ remaining }) => remaining),
  );
}

function viewOf(grant: CreditGrant, remaining: number | null, nowMs: number): Credits {
  const { refill } = grant;
  const { nextMs } = periodOf(grant, nowMs);
  return {
    remaining,
    refill:
      refill && nextMs !== null
        ? {
            amount: refill.amount,
            every: refill.every ?? null,
            on: refill.on ?? null,
            at: new Date(nextMs).toISOString(),
          }
        : null,
  };
}
