import "server-only";
import { exampleLimitHeaders } from "@/app/(public)/example-limits";
import { ApiError } from "@/lib/http/api-error";
import { errorAnswer } from "@/lib/http/envelope";

/** A refused request to the prompts product, headers and body. */
export function refusedExample(): string {
  const refusal = errorAnswer(new ApiError("rate_limited"), { path: "/v1/prompts", requestId: "example", nowMs: 0 });
  const headers = (exampleLimitHeaders("prompts", "refused") ?? []).map(([name, value]) => `${name}: ${value}`);
  return ["HTTP/1.1 429 Too Many Requests", ...headers, "", refusal.body].join("\n");
}
