import "server-only";
import type { ErrorExamples, ErrorRow } from "@/components/reference/errors-guide";
import { ApiError, type ErrorKind } from "@/lib/http/api-error";
import { errorAnswer, statusOf } from "@/lib/http/envelope";
import { guidanceOf } from "@/lib/http/refusal-guide";

const told: readonly ErrorKind[] = [
  "unauthenticated",
  "insufficient_scope",
  "tenant_mismatch",
  "upgrade_required",
  "forbidden",
  "validation",
  "not_found",
  "method_not_allowed",
  "conflict",
  "payload_too_large",
  "unsupported_media_type",
  "rate_limited",
  "quota_exceeded",
  "unavailable",
  "internal",
];

const nestedPath = "/v1/prompts";
const flatPath = "/api/v1/memories";
const example = { requestId: "5f0c1f0e-8b1d-4f0a-a6b1-0c3f8f1d2e4a", nowMs: Date.UTC(2026, 10, 22, 9, 14) };

/** The errors as the server answers them, made by the code that answers them. */
export function errorExamples(): ErrorExamples {
  const invalid = new ApiError("validation", "name: must not be empty", {
    problems: [{ path: "name", message: "must not be empty" }],
  });
  return {
    rows: told.map(row),
    nested: JSON.stringify(bodyOf(invalid, nestedPath), null, 2),
    flat: JSON.stringify(bodyOf(invalid, flatPath), null, 2),
  };
}

function row(kind: ErrorKind): ErrorRow {
  const error = new ApiError(kind);
  const nested = bodyOf(error, nestedPath) as { error: { code: string } };
  const flat = bodyOf(error, flatPath) as { errors: { code: string }[] };
  return {
    status: statusOf(kind),
    nested: nested.error.code,
    flat: flat.errors[0]?.code ?? "",
    meaning: guidanceOf(kind)?.meaning ?? "",
  };
}

function bodyOf(error: ApiError, path: string): unknown {
  return JSON.parse(errorAnswer(error, { path, ...example }).body);
}
