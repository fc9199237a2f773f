import "server-only";
import type { z } from "zod";
import { cheapestPlan, limitsOf } from "@/lib/access/catalogue";
import { ApiError, type ErrorKind } from "./api-error";
import { insufficientScope } from "./bearer";
import { checkInput } from "./check-input";
import type { Contract } from "./contract";
import { codeOf, errorAnswer, statusOf } from "./envelope";
import { refusalsOf } from "./openapi-errors";
import { guidanceOf } from "./refusal-guide";
import { planRequired } from "./rights";
import type { ToldError } from "./told-error";

const place = { requestId: "5f0c1f0e-8b1d-4f0a-a6b1-0c3f8f1d2e4a", nowMs: Date.UTC(2026, 10, 22, 9, 14) };

/** What an endpoint answers when it refuses, by what its declaration implies; each body is made by the code that answers it. */
export function endpointErrors(contract: Contract, conditional: boolean): ToldError[] {
  return refusalsOf(contract, conditional).flatMap(([status, description]) =>
    errorsOf(contract, status).map((error) => ({
      status: statusOf(error.kind),
      code: codeOf(error.kind, contract.path),
      meaning: guidanceOf(error.kind)?.meaning ?? `${description}.`,
      example: JSON.stringify(JSON.parse(errorAnswer(error, { path: contract.path, ...place }).body), null, 2),
    })),
  );
}

/** The errors behind a status; the declaration tells which of them can be. */
function errorsOf(contract: Contract, status: number | "5XX"): ApiError[] {
  const { scope, minimumPlan, product } = contract;
  const { perDay, perMonth } = limitsOf(product, cheapestPlan().id) ?? {};
  switch (status) {
    case 400:
      return [exampleOfInvalid(contract)];
    case 401:
      return [new ApiError(product === "sign-in" ? "wrong_login" : "unauthenticated")];
    case 403:
      return [
        ...(scope ? [insufficientScope(scope)] : []),
        ...(minimumPlan ? [planRequired(minimumPlan)] : []),
        new ApiError("forbidden"),
      ];
    case 429:
      return [
        new ApiError("rate_limited"),
        ...(perDay === undefined && perMonth === undefined ? [] : [new ApiError("quota_exceeded")]),
      ];
    case "5XX":
      return [new ApiError("unavailable"), new ApiError("internal")];
    default:
      return (byStatus[status] ?? []).map((kind) => new ApiError(kind));
  }
}

const byStatus: Readonly<Record<number, ErrorKind[]>> = {
  404: ["not_found"],
  409: ["conflict"],
  412: ["precondition_failed"],
  413: ["payload_too_large"],
  415: ["unsupported_media_type"],
  422: ["key_reused"],
};

/** What the endpoint itself says to an empty body, or to a query that it cannot read. */
function exampleOfInvalid({ body, query }: Contract): ApiError {
  return refusalOf(body, {}) ?? refusalOf(query, { limit: "many", days: "many" }) ?? new ApiError("validation");
}

function refusalOf(schema: z.ZodType | undefined, value: unknown): ApiError | null {
  try {
    checkInput(schema, value);
    return null;
  } catch (error) {
    if (error instanceof ApiError) return error;
    throw error;
  }
}
