import "server-only";
import type { Principal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import type { EvaluationResult as ResultRecord } from "@/lib/generated/prisma/client";
import { ApiError, invalidField } from "@/lib/http/api-error";
import { decodeCursor, pageOf } from "@/lib/http/pagination";
import type { EvaluationResult, Expectation, ResultList, ResultQuery } from "./contract";
import { expectationsOf, noSuchEvaluation, ownEvaluations } from "./evaluation-record";

/**
 * A check as it is stored. What the evaluation asks of every row is named by its place; what a row asks is kept with
 * it.
 */
export type StoredCheck = { asked: number | Expectation; passed: boolean; reason: string | null };

/** A page of an evaluation's results in the rows' order; 404 unless it is the caller's own, 409 until it has succeeded. */
export async function listResults(
  principal: Principal,
  id: string,
  { limit, cursor, passed }: ResultQuery,
): Promise<ResultList> {
  const evaluation = await runtime().database.prisma.evaluation.findFirst({
    where: { id, ...ownEvaluations(principal) },
    include: {
      results: {
        where: {
          ...(passed === undefined ? {} : { passed: passed === "true" }),
          ...(cursor === undefined ? {} : { position: { gt: positionAfter(cursor) } }),
        },
        orderBy: { position: "asc" },
        take: limit + 1,
      },
    },
  });
  if (!evaluation) throw noSuchEvaluation();
  if (evaluation.status !== "succeeded") throw new ApiError("conflict", `The evaluation is ${evaluation.status}`);
  const asked = expectationsOf(evaluation);
  const { rows, next_cursor } = pageOf(
    evaluation.results.map((row) => ({ ...row, id: String(row.position), createdAt: evaluation.createdAt })),
    limit,
  );
  return { data: rows.map((row) => toResult(row, asked)), next_cursor };
}

function toResult(row: ResultRecord, asked: readonly Expectation[]): EvaluationResult {
  const { position, passed, error, rendered, length } = row;
  // Written by us alone.
  const stored = row.checks as StoredCheck[];
  const checks = stored.flatMap((check) => {
    const expectation = typeof check.asked === "number" ? asked[check.asked] : check.asked;
    return expectation ? [{ expectation, passed: check.passed, reason: check.reason }] : [];
  });
  return { position, passed, error, rendered, truncated: [...rendered].length < length, length, checks };
}

function positionAfter(cursor: string): number {
  const position = Number(decodeCursor(cursor).id);
  if (!Number.isInteger(position) || position < 1 || position > 2_147_483_647) {
    throw invalidField("cursor", "is not a cursor of this list");
  }
  return position;
}
