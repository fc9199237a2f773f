import "server-only";
import { runtime } from "@/lib/access/runtime";
import { ApiError } from "./api-error";
import { readEdge } from "./edge-identity";
import { errorResponse } from "./envelope";

/** The handler of API paths that no contract declares: a 404 in the path's envelope, with or without the middleware before it. */
export async function answerNotFound(request: Request): Promise<Response> {
  const { pathname: path } = new URL(request.url);
  const { requestId } = readEdge(request.headers);
  const nowMs = runtime().clock.now();
  return errorResponse(new ApiError("not_found", "There is no such endpoint"), { path, requestId, nowMs });
}
