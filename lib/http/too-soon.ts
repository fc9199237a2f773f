import "server-only";
import { runtime } from "@/lib/access/runtime";
import { ApiError } from "./api-error";

/**
 * The refusal of what passes again at a moment, in milliseconds since the epoch: a 429 with the headers of every other one
 * (contract section 1). Seconds are whole and rounded up, so that waiting is never too short.
 */
export function tooSoon(message: string, nextMs: number): ApiError {
  const seconds = String(Math.max(1, Math.ceil((nextMs - runtime().clock.now()) / 1000)));
  return new ApiError("rate_limited", `${message}; try again later`, {
    headers: {
      "x-ratelimit-remaining": "0",
      "x-ratelimit-reset": String(Math.ceil(nextMs / 1000)),
      "retry-after": seconds,
      "x-ratelimit-retry-after": seconds,
    },
  });
}
