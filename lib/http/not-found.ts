import "server-only";
import { runtime } from "@/lib/access/runtime";
import { ApiError } from "./api-error";
import { readEdge } from "./edge-identity";
import { errorAnswer } from "./envelope";
import { responseOf } from "./fetch-door";

/** Next's handler of API paths that no contract declares: a 404 in the path's envelope, also without the middleware before it. */
export async function answerNotFound(request: Request): Promise<Response> {
  const { pathname: path } = new URL(request.url);
  const { requestId } = readEdge(request.headers);
  const nowMs = runtime().clock.now();
  const answer = errorAnswer(new ApiError("not_found", "There is no such endpoint"), { path, requestId, nowMs });
  return responseOf(answer, request);
}
