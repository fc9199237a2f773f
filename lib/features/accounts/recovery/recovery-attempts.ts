import "server-only";
import { runtime } from "@/lib/access/runtime";
import { ApiError } from "@/lib/http/api-error";
import { limitHeaders } from "@/lib/http/limit-headers";

/** Requests for one address, from wherever they come. Apart from sign-ins: asking for links keeps no owner out. */
const limits = { perMinute: 3, burst: 3, perDay: 30 };

/**
 * Counts a request for a link on the address that it is asked for, whether that is an account's or not. Throws 429 when
 * there were too many. The counter's name is a keyed hash, so that it names nobody.
 */
export async function takeRecoveryAttempt(email: string): Promise<void> {
  const { limiter, peppers } = runtime();
  const subject = `recovery:${peppers.hash(email)}`;
  const decision = await limiter.decide([{ subject, product: "sign-in", environment: "production", limits }]);
  if (!decision.allowed) throw new ApiError("rate_limited", undefined, { headers: limitHeaders(decision, "sign-in") });
}
