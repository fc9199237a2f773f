import "server-only";
import { type LifeRule, policyEndMs } from "@/lib/access/policy-rules";
import type { PersonalAccessToken } from "@/lib/generated/prisma/client";
import { wholeSecond } from "@/lib/platform/whole-second";
import type { Token } from "./contract";

/** A stored token as its user sees it; `rule` is the policy of the organization that it is for. */
export function viewBy(token: PersonalAccessToken, rule: LifeRule, nowMs: number): Token {
  return {
    ...statusOf(token, policyEndMs(token, rule), nowMs),
    token_id: token.id,
    name: token.name,
    hint: token.secretHint,
    created_at: wholeSecond(token.createdAt),
    expires_at: wholeSecond(token.expiresAt),
    last_used_at: token.lastUsedAt ? wholeSecond(token.lastUsedAt) : null,
    last_used_ip: token.lastUsedIp,
  };
}

/** Whether a token still works, and when its policy stops it. */
export function statusOf({ expiresAt }: PersonalAccessToken, stopMs: number | null, nowMs: number) {
  const isActive = Math.min(expiresAt.getTime(), stopMs ?? Number.POSITIVE_INFINITY) > nowMs;
  return {
    status: isActive ? ("active" as const) : ("expired" as const),
    policy_ends_at: stopMs === null ? null : new Date(stopMs).toISOString(),
  };
}
