import "server-only";
import type { Principal } from "@/lib/access/principal";
import type { Evaluation as EvaluationRecord } from "@/lib/generated/prisma/client";
import { ApiError } from "@/lib/http/api-error";
import { wholeSecond } from "@/lib/platform/whole-second";
import type { Evaluation, Expectation } from "./contract";

/** The evaluations of the caller's organization, in the environment of their credential. */
export function ownEvaluations({ organizationId, environment }: Principal) {
  return { organizationId, environment };
}

/** One answer for what is not there and what is not the caller's. */
export function noSuchEvaluation(): ApiError {
  return new ApiError("not_found", "There is no such evaluation");
}

/** What an evaluation asks of every row: written by us alone, from what the contract let in. */
export function expectationsOf({ expectations }: Pick<EvaluationRecord, "expectations">): Expectation[] {
  return expectations as Expectation[];
}

/** A stored evaluation as clients see it. */
export function toEvaluation(row: EvaluationRecord): Evaluation {
  return {
    id: row.id,
    status: row.status,
    prompt_id: row.promptId,
    prompt_name: row.promptName,
    prompt_version: row.promptVersion,
    dataset_id: row.datasetId,
    dataset_name: row.datasetName,
    expectations: expectationsOf(row),
    score: row.score,
    passed: row.passed,
    failed: row.failed,
    error: row.error,
    created_at: wholeSecond(row.createdAt),
    completed_at: row.completedAt?.toISOString() ?? null,
  };
}
