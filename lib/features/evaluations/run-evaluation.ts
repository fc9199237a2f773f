import "server-only";
import { runtime } from "@/lib/access/runtime";
import type { Evaluation } from "@/lib/generated/prisma/client";
import type { JobHandler, JobHandlers } from "@/lib/platform/jobs";
import { errorFields } from "@/lib/platform/log-error.mjs";
import { ChecksTookTooLong, openTextChecker, type TextRow, type TextVerdict } from "@/lib/platform/text-checker";
import { recordEvent } from "@/lib/tenancy/events";
import { maxBytesOfResults } from "./contract";
import { expectationsOf } from "./evaluation-record";
import { runEvaluationJob } from "./evaluations";
import type { StoredCheck } from "./results";
import { lockEvaluations, makeRoomForResults } from "./results-budget";

/** Long enough for 10,000 rows many times over. */
const limitMs = 60_000;
/** With the statements before and after: no run is taken for dead while it still writes its results. */
const attemptLimitMs = 150_000;
const rowsPerBatch = 100;
/**
 * Threads that this process gives to evaluations at once. One lane may take up fewer, so that no one has them all.
 */
const seats = 3;
/** A run that was cut short so often is not begun again. */
const maxAttempts = 5;

/** Runs an evaluation. However often it is cut short and begun again, it ends with one set of results and one event. */
export const runEvaluation: JobHandler = async ({ evaluationId }, attempt) => {
  await run(String(evaluationId), attempt);
  return undefined;
};

/** The work of evaluations outside requests. */
export const evaluationJobs: JobHandlers = {
  [runEvaluationJob]: { handle: runEvaluation, room: seats, limitMs: attemptLimitMs },
};

const resultsTooLarge = `Its results take more than ${maxBytesOfResults / 1_048_576} MiB; evaluate fewer rows at once`;

/** Why an evaluation cannot have a score; the message is shown to the organization. */
class CannotEvaluate extends Error {}

async function run(id: string, attempt: number): Promise<void> {
  const { prisma } = runtime().database;
  const { count } = await prisma.evaluation.updateMany({
    where: { id, status: { in: ["queued", "running"] } },
    data: { status: "running" },
  });
  const evaluation = count > 0 ? await prisma.evaluation.findUnique({ where: { id } }) : null;
  // Deleted meanwhile, or finished by a run whose job was not taken away.
  if (!evaluation) return;
  try {
    if (attempt > maxAttempts) throw new CannotEvaluate("It was interrupted too often");
    // What a run left that was cut short.
    await prisma.evaluationResult.deleteMany({ where: { evaluationId: id } });
    const byteCount = await judgeRows(evaluation);
    await succeed(evaluation, byteCount);
  } catch (error) {
    const reason = reasonOf(error);
    if (reason === null && attempt < maxAttempts) throw error;
    if (reason === null) runtime().log("error", "evaluation_failed", { evaluation: id, ...errorFields(error) });
    await fail(evaluation, reason ?? "Something went wrong on our side");
  }
}

function reasonOf(error: unknown): string | null {
  if (error instanceof CannotEvaluate) return error.message;
  return error instanceof ChecksTookTooLong ? `It took longer than ${limitMs / 1000} seconds` : null;
}

/** Judges and stores; returns how much the results take. */
async function judgeRows(evaluation: Evaluation): Promise<number> {
  const template = await readTemplate(evaluation);
  const rows = await readRows(evaluation);
  const expectations = expectationsOf(evaluation);
  const deadline = performance.now() + limitMs;
  let byteCount = 0;
  const checker = openTextChecker(template, expectations, limitMs);
  try {
    for (let at = 0; at < rows.length; at += rowsPerBatch) {
      if (performance.now() > deadline) throw new ChecksTookTooLong();
      const batch = rows.slice(at, at + rowsPerBatch);
      const verdicts = await checker.judge(batch);
      byteCount += await writeResults(evaluation.id, batch, verdicts, expectations.length);
      if (byteCount > maxBytesOfResults) throw new CannotEvaluate(resultsTooLarge);
    }
    return byteCount;
  } finally {
    await checker.close();
  }
}

async function readTemplate({ promptId, promptVersion, organizationId, environment }: Evaluation): Promise<string> {
  const version = await runtime().database.prisma.promptVersion.findFirst({
    where: { promptId, version: promptVersion, prompt: { organizationId, environment } },
  });
  if (!version) throw new CannotEvaluate("The prompt was deleted");
  return version.content;
}

type Row = TextRow & { position: number };

/** All rows by one statement, so that a dataset that changes meanwhile is seen as it was at one moment. */
async function readRows({ datasetId, organizationId, environment }: Evaluation): Promise<Row[]> {
  const { rows } = await runtime().database.pool.query<Row>(
    `SELECT r.position, r.variables, r.expectations AS checks
       FROM dataset_rows r JOIN datasets d ON d.id = r.dataset_id
      WHERE d.id = $1 AND d.organization_id = $2 AND d.environment = $3 ORDER BY r.position`,
    [datasetId, organizationId, environment],
  );
  if (rows.length === 0) throw new CannotEvaluate("The dataset was deleted or emptied");
  return rows;
}

async function writeResults(
  id: string,
  rows: readonly Row[],
  verdicts: readonly TextVerdict[],
  asked: number,
): Promise<number> {
  const results = verdicts.map(({ text, length, error, passed, checks }, index) => {
    const row = rows[index];
    const stored: StoredCheck[] = checks.map((check, place) => ({
      ...check,
      asked: place < asked ? place : (row?.checks[place - asked] ?? place),
    }));
    return { position: row?.position, rendered: text, length, error, passed, checks: stored };
  });
  const json = JSON.stringify(results);
  await runtime().database.pool.query(
    `INSERT INTO evaluation_results (evaluation_id, position, rendered, length, error, passed, checks)
     SELECT e.id, r.* FROM evaluations e, jsonb_to_recordset($2::jsonb)
         AS r(position int, rendered text, length int, error text, passed boolean, checks jsonb)
      WHERE e.id = $1
     ON CONFLICT DO NOTHING`,
    [id, json],
  );
  return Buffer.byteLength(json);
}

async function succeed(evaluation: Evaluation, byteCount: number): Promise<void> {
  const { clock, database } = runtime();
  const { id, promptId, promptVersion, datasetId } = evaluation;
  await database.prisma.$transaction(async (tx) => {
    await lockEvaluations(tx, evaluation);
    const passed = await tx.evaluationResult.count({ where: { evaluationId: id, passed: true } });
    const failed = await tx.evaluationResult.count({ where: { evaluationId: id, passed: false } });
    const score = passed / Math.max(1, passed + failed);
    const { count } = await tx.evaluation.updateMany({
      where: { id, status: "running" },
      data: { status: "succeeded", score, passed, failed, byteCount, completedAt: new Date(clock.now()) },
    });
    if (count === 0) return;
    await makeRoomForResults(tx, evaluation, byteCount);
    const data = { prompt_id: promptId, prompt_version: promptVersion, dataset_id: datasetId, score, passed, failed };
    await recordEvent(tx, { ...aboutOf(evaluation), type: "evaluation.completed", data });
  });
}

async function fail(evaluation: Evaluation, reason: string): Promise<void> {
  const { clock, database } = runtime();
  const { id, promptId, promptVersion, datasetId } = evaluation;
  await database.prisma.$transaction(async (tx) => {
    const { count } = await tx.evaluation.updateMany({
      where: { id, status: "running" },
      data: { status: "failed", error: reason, completedAt: new Date(clock.now()) },
    });
    if (count === 0) return;
    await tx.evaluationResult.deleteMany({ where: { evaluationId: id } });
    const data = { prompt_id: promptId, prompt_version: promptVersion, dataset_id: datasetId, reason };
    await recordEvent(tx, { ...aboutOf(evaluation), type: "evaluation.failed", data });
  });
}

function aboutOf({ id, organizationId, environment, createdById }: Evaluation) {
  const inProduction = environment === "production";
  return {
    subjectId: id,
    organizationId,
    environment: inProduction ? ("production" as const) : ("development" as const),
    actorId: createdById,
  };
}
