import "server-only";
import { limitsOf } from "@/lib/access/catalogue";
import { runtime } from "@/lib/access/runtime";
import { ApiError } from "@/lib/http/api-error";
import { limitHeaders } from "@/lib/http/limit-headers";

/**
 * Counts an attempt to give a signed-in user's password on the limits of signing in. So a stolen session is no way to
 * guess it faster.
 */
export async function takePasswordAttempt(userId: string): Promise<void> {
  const limits = limitsOf("sign-in", "free");
  if (!limits) return;
  const bucket = { subject: `user:${userId}`, product: "sign-in", environment: "production", limits } as const;
  const decision = await runtime().limiter.decide([bucket]);
  if (!decision.allowed) throw new ApiError("rate_limited", undefined, { headers: limitHeaders(decision, "sign-in") });
}
