import "server-only";
import { isIssuerUnreachable } from "@/lib/access/issuer-keys";
import { isLimitsUnavailable } from "@/lib/access/limits-unavailable";
import { runtime } from "@/lib/access/runtime";
import { isDatabaseAway, isTurnedAway } from "@/lib/platform/database-away";
import { errorFields } from "@/lib/platform/log-error.mjs";
import { isPasswordQueueFull } from "@/lib/platform/passwords";
import { ApiError } from "./api-error";

/** The request that was not answered as it should have been: what an operator finds it by. */
export type Unanswered = { requestId: string; endpoint: string };

/** What the gate or a handler threw, as the caller is told: faults of our own are logged, as `event`, and not described. */
export function asApiError(
  error: unknown,
  { requestId, endpoint }: Unanswered,
  event: "handler_failed" | "gate_failed" = "handler_failed",
): ApiError {
  if (error instanceof ApiError) return error;
  if (isPasswordQueueFull(error)) return checksWait();
  if (isIssuerUnreachable(error)) return issuerUnreachable();
  // Why, the log says where it was found out, and here whom it met.
  if (isLimitsUnavailable(error)) {
    runtime().log("warn", "limits_unavailable", { request_id: requestId, endpoint });
    return unavailable();
  }
  if (isTurnedAway(error)) {
    runtime().log("warn", "work_turned_away", { request_id: requestId, endpoint });
    const message = "Too many of your requests are under way at once; try again";
    return new ApiError("unavailable", message, { headers: { "retry-after": "1" } });
  }
  if (isDatabaseAway(error)) {
    runtime().log("warn", "database_away", { request_id: requestId, endpoint, ...errorFields(error) });
    return unavailable();
  }
  runtime().log("error", event, { request_id: requestId, endpoint, ...errorFields(error) });
  return new ApiError("internal");
}

/** What was counted for a request would not survive the process; the journal and the flush log why. */
export function countNotKept({ requestId, endpoint }: Unanswered): ApiError {
  runtime().log("warn", "count_not_kept", { request_id: requestId, endpoint });
  return unavailable();
}

/** What has to be known could not be found out: never a yes without knowing. */
export function unavailable(): ApiError {
  return new ApiError("unavailable", undefined, { headers: { "retry-after": "1" } });
}

/** A token cannot be judged while its issuer does not answer (contract section 7): 503, never a yes or no without knowing. */
function issuerUnreachable(): ApiError {
  const message = "The issuer of this token cannot be reached; try again";
  return new ApiError("unavailable", message, { headers: { "retry-after": "5" } });
}

/** Passwords, and keys that are used for the first time by a hash with a salt, are checked a few at once: 503, in its turn next time. */
function checksWait(): ApiError {
  return new ApiError("unavailable", "Too many sign-ins at once; try again", { headers: { "retry-after": "5" } });
}
