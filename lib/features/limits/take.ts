import "server-only";
import type { LimitDecision } from "@/lib/access/limiter";
import type { Principal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import { ApiError } from "@/lib/http/api-error";
import { retryAfterSeconds } from "@/lib/http/limit-headers";
import type { LimitVerdict, Peek, Take } from "./contract";
import { findLimit } from "./find-limit";

/**
 * Takes a cost from every window of an identifier, or nothing from any. 404 for a namespace that the organization does not
 * have; rejects where the counters cannot be asked: never a yes without counting.
 */
export async function take(principal: Principal, name: string, wanted: Take): Promise<{ data: LimitVerdict }> {
  const { override, buckets } = await findBuckets(principal, name, wanted.identifier);
  const decision = await runtime().limiter.decide(buckets, wanted.cost);
  return { data: verdictOf(wanted.identifier, override, decision) };
}

/** What remains to an identifier. */
export async function peek(principal: Principal, name: string, { identifier }: Peek): Promise<{ data: LimitVerdict }> {
  const { override, buckets } = await findBuckets(principal, name, identifier);
  return { data: verdictOf(identifier, override, await runtime().limiter.peek(buckets)) };
}

/** The counters of an identifier, and the override that they come of. 409 for a namespace without windows. */
export async function findBuckets(principal: Principal, name: string, identifier: string) {
  const { namespace, found } = await findLimit(principal, name, identifier);
  if (found.windows.length === 0) throw new ApiError("conflict", "This limit namespace has no windows to count on");
  const buckets = await runtime().limitNamespaces.bucketsOf(namespace, identifier, found);
  return { namespace, override: found.override, buckets };
}

/** What a decision came to, as it is told. */
export function verdictOf(identifier: string, override: string | null, decision: LimitDecision): LimitVerdict {
  return {
    allowed: decision.allowed,
    identifier,
    override,
    windows: decision.windows.map(({ name, limit, remaining, resetAtMs }) => ({
      name,
      limit,
      remaining,
      reset_at: new Date(resetAtMs).toISOString(),
    })),
    denied_by: decision.allowed ? null : decision.denied.name,
    retry_after: retryAfterSeconds(decision),
  };
}
