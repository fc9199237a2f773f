import "server-only";
import { runtime } from "@/lib/access/runtime";
import { isDatabaseAway } from "@/lib/platform/database-away";
import { errorText } from "@/lib/platform/log";
import { isPasswordQueueFull } from "@/lib/platform/passwords";
import { ApiError } from "./api-error";
import type { Admission } from "./gate";

/** What a handler threw, as the caller is told: faults of our own are logged and not described. */
export function asApiError(
  error: unknown,
  { requestId, endpoint }: Pick<Admission, "requestId" | "endpoint">,
): ApiError {
  if (error instanceof ApiError) return error;
  if (isPasswordQueueFull(error)) {
    return new ApiError("unavailable", "Too many sign-ins at once; try again", { headers: { "retry-after": "5" } });
  }
  if (isDatabaseAway(error)) {
    runtime().log("warn", "database_away", { request_id: requestId, endpoint, error: errorText(error) });
    return new ApiError("unavailable", undefined, { headers: { "retry-after": "1" } });
  }
  runtime().log("error", "handler_failed", { request_id: requestId, endpoint, error: errorText(error) });
  return new ApiError("internal");
}
