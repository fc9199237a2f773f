import "server-only";
import type { Principal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import { ApiError, invalidField } from "@/lib/http/api-error";
import { givingWay } from "@/lib/http/bounded-work";
import { afterCursor, newestFirst, pageOf } from "@/lib/http/pagination";
import type { PrismaSession } from "@/lib/platform/database";
import { onlyGiven } from "@/lib/platform/only-given";
import { newId } from "@/lib/platform/random";
import { inTransaction } from "@/lib/platform/transaction";
import {
  type Evaluation,
  type EvaluationList,
  type EvaluationQuery,
  maxEvaluations,
  maxUnfinishedEvaluations,
  type NewEvaluation,
} from "./contract";
import { noSuchEvaluation, ownEvaluations, toEvaluation } from "./evaluation-record";
import { lockEvaluations } from "./results-budget";

/** The kind of job that runs one evaluation; its payload is `{ evaluationId }`. */
export const runEvaluationJob = "evaluations.run";

/** A page of the organization's evaluations, newest first. */
export async function listEvaluations(
  principal: Principal,
  { limit, cursor, status, prompt_id: promptId, dataset_id: datasetId }: EvaluationQuery,
): Promise<EvaluationList> {
  const found = await runtime().database.prisma.evaluation.findMany({
    where: { AND: [ownEvaluations(principal), onlyGiven({ status, promptId, datasetId }), afterCursor(cursor)] },
    orderBy: newestFirst,
    take: limit + 1,
  });
  const { rows, next_cursor } = pageOf(found, limit);
  return { data: rows.map(toEvaluation), next_cursor };
}

/**
 * Asks for an evaluation of a prompt's version over a dataset, both the caller's own (else 404). The version is settled
 * now; the dataset's rows are those it has when the work begins.
 */
export async function createEvaluation(principal: Principal, wanted: NewEvaluation): Promise<Evaluation> {
  const { clock, database, jobs } = runtime();
  const owner = ownEvaluations(principal);
  return database.prisma.$transaction(async (tx) => {
    const subject = await findSubject(tx, principal, wanted);
    await makeRoom(tx, principal);
    const created = await tx.evaluation.create({
      data: {
        ...owner,
        ...subject,
        id: newId("eval"),
        expectations: wanted.expectations,
        createdById: principal.userId,
        createdAt: new Date(clock.now()),
      },
    });
    // The lane keeps one organization's evaluations from holding up those of all others.
    await jobs.enqueue(tx, runEvaluationJob, { evaluationId: created.id, lane: `evaluations ${owner.organizationId}` });
    return toEvaluation(created);
  });
}

/** One evaluation; 404 unless it is the caller's own. */
export async function getEvaluation(principal: Principal, id: string): Promise<Evaluation> {
  const row = await runtime().database.prisma.evaluation.findFirst({ where: { id, ...ownEvaluations(principal) } });
  if (!row) throw noSuchEvaluation();
  return toEvaluation(row);
}

/** Deletes an evaluation with its results, also one that is running; 404 unless it is the caller's own. */
export async function deleteEvaluation(principal: Principal, id: string): Promise<void> {
  const { count } = await inTransaction(runtime(), (tx) =>
    tx.evaluation.deleteMany({ where: { id, ...ownEvaluations(principal) } }),
  );
  if (count === 0) throw noSuchEvaluation();
}

/** What is evaluated: the version is the one that is named, else the latest. */
async function findSubject(tx: PrismaSession, principal: Principal, wanted: NewEvaluation) {
  const owner = ownEvaluations(principal);
  const prompt = await tx.prompt.findFirst({ where: { id: wanted.prompt_id, ...owner } });
  if (!prompt) throw new ApiError("not_found", "There is no such prompt");
  if (prompt.latestVersion === 0) throw invalidField("prompt_id", "this prompt has no version yet");
  const promptVersion = wanted.version ?? prompt.latestVersion;
  // Versions are numbered without gaps and none is ever taken away.
  if (promptVersion > prompt.latestVersion) throw new ApiError("not_found", "There is no such version of the prompt");
  const dataset = await tx.dataset.findFirst({ where: { id: wanted.dataset_id, ...owner } });
  if (!dataset) throw new ApiError("not_found", "There is no such dataset");
  if (dataset.rowCount === 0) throw invalidField("dataset_id", "this dataset has no rows yet");
  return {
    promptId: prompt.id,
    promptName: prompt.name,
    promptVersion,
    datasetId: dataset.id,
    datasetName: dataset.name,
  };
}

/** Keeps the number of evaluations bounded: 409 when too many are unfinished; the oldest finished ones give way. */
async function makeRoom(tx: PrismaSession, principal: Principal): Promise<void> {
  const owner = ownEvaluations(principal);
  await lockEvaluations(tx, owner);
  const kept = await tx.evaluation.findMany({ where: owner, orderBy: newestFirst, select: { id: true, status: true } });
  const old = givingWay(kept, {
    most: maxEvaluations,
    mostUnfinished: maxUnfinishedEvaluations,
    busy: (unfinished) => `${unfinished} evaluations are waiting or running already; try again when some are done`,
  });
  if (old.length > 0) await tx.evaluation.deleteMany({ where: { id: { in: old } } });
}
