import "server-only";
import type { ErrorExamples, ErrorRow } from "@/components/reference/errors-guide";
import { ApiError, type ErrorKind } from "@/lib/http/api-error";
import { errorAnswer, statusOf } from "@/lib/http/envelope";

const meanings: readonly [ErrorKind, string][] = [
  ["unauthenticated", "No credential, or one that is malformed, expired or revoked."],
  ["insufficient_scope", "The key lacks the scope that the endpoint needs; the message names it."],
  ["tenant_mismatch", "The request names an organization that is not the credential's own."],
  ["upgrade_required", "The plan does not include this."],
  ["forbidden", "This kind of credential may not call the endpoint."],
  ["validation", "Something in the request is wrong; every problem is listed with its field."],
  ["not_found", "It does not exist, or is not yours."],
  ["method_not_allowed", "The path exists, the method does not."],
  ["conflict", "It exists already."],
  ["payload_too_large", "The body is larger than 1 MiB."],
  ["unsupported_media_type", "A body has to be application/json."],
  ["rate_limited", "Too many requests; wait for Retry-After."],
  ["quota_exceeded", "The day's or month's quota is used up; wait for Retry-After."],
  ["unavailable", "Too busy to answer; wait for Retry-After."],
  ["internal", "Our mistake; quote X-Request-Id."],
];

const nestedPath = "/v1/prompts";
const flatPath = "/api/v1/memories";
const example = { requestId: "5f0c1f0e-8b1d-4f0a-a6b1-0c3f8f1d2e4a", nowMs: Date.UTC(2026, 10, 22, 9, 14) };

/** The errors as the server answers them, made by the code that answers them. */
export async function errorExamples(): Promise<ErrorExamples> {
  const invalid = new ApiError("validation", "name: must not be empty", {
    problems: [{ path: "name", message: "must not be empty" }],
  });
  return {
    rows: await Promise.all(meanings.map(row)),
    nested: JSON.stringify(await bodyOf(invalid, nestedPath), null, 2),
    flat: JSON.stringify(await bodyOf(invalid, flatPath), null, 2),
  };
}

async function row([kind, meaning]: [ErrorKind, string]): Promise<ErrorRow> {
  const error = new ApiError(kind);
  const nested = bodyOf(error, nestedPath) as { error: { code: string } };
  const flat = bodyOf(error, flatPath) as { errors: { code: string }[] };
  return { status: statusOf(kind), nested: nested.error.code, flat: flat.errors[0]?.code ?? "", meaning };
}

function bodyOf(error: ApiError, path: string): unknown {
  return JSON.parse(errorAnswer(error, { path, ...example }).body);
}
