import { z } from "zod";
import { RunStatus } from "@/lib/generated/prisma/enums";
import { type Contract, defineContract, v1Callers } from "@/lib/http/contract";
import { defineDashboardContract } from "@/lib/http/define-dashboard-contract";
import { listOf, Page } from "@/lib/http/page";
import { Instant, Timestamp } from "@/lib/http/timestamp";
import { StatedTextCheck, TextCheck } from "@/lib/platform/text-check";

const Id = z.string().min(1).max(100);

/** How many evaluations are kept in one environment of an organization; the oldest finished ones go first. */
export const maxEvaluations = 100;
/** How much the results of those may take; the oldest finished ones go first. */
export const maxBytesOfResults = 64 * 1_048_576;
/** How many may wait or run at once. */
export const maxUnfinishedEvaluations = 20;

/** What a rendered text must satisfy. */
export type Expectation = TextCheck;

export const NewEvaluation = z.strictObject({
  prompt_id: Id,
  /** The latest one where absent. */
  version: z.number().int().min(1).max(2_147_483_647).optional(),
  dataset_id: Id,
  /** Asked of every row, besides what the row asks itself. */
  expectations: z.array(TextCheck).max(20, "must have at most 20 expectations").default([]),
});
export type NewEvaluation = z.output<typeof NewEvaluation>;

export const Evaluation = z.object({
  id: z.string(),
  status: z.enum(RunStatus),
  prompt_id: z.string(),
  prompt_name: z.string(),
  prompt_version: z.number().int(),
  dataset_id: z.string(),
  dataset_name: z.string(),
  expectations: z.array(StatedTextCheck),
  /** Share of rows that passed, 0 to 1; null until it has succeeded. */
  score: z.number().nullable(),
  passed: z.number().int(),
  failed: z.number().int(),
  /** Why it failed. */
  error: z.string().nullable(),
  created_at: Timestamp,
  completed_at: Instant.nullable(),
});
export type Evaluation = z.output<typeof Evaluation>;

export const EvaluationResult = z.object({
  /** The row's place in the dataset when it was evaluated. */
  position: z.number().int(),
  passed: z.boolean(),
  /** Why the row could not be rendered; nothing was checked then. */
  error: z.string().nullable(),
  /** The beginning of the rendered text. */
  rendered: z.string(),
  /** Whether there is more of it. */
  truncated: z.boolean(),
  /** Characters of the whole text. */
  length: z.number().int(),
  checks: z.array(z.object({ expectation: StatedTextCheck, passed: z.boolean(), reason: z.string().nullable() })),
});
export type EvaluationResult = z.output<typeof EvaluationResult>;

export const EvaluationQuery = Page.extend({
  status: z.enum(RunStatus).optional(),
  prompt_id: Id.optional(),
  dataset_id: Id.optional(),
});
export type EvaluationQuery = z.output<typeof EvaluationQuery>;

export const ResultQuery = Page.extend({ passed: z.enum(["true", "false"]).optional() });
export type ResultQuery = z.output<typeof ResultQuery>;

export const EvaluationList = listOf(Evaluation);
export type EvaluationList = z.output<typeof EvaluationList>;

export const ResultList = listOf(EvaluationResult);
export type ResultList = z.output<typeof ResultList>;

const shared = { product: "prompts", allow: v1Callers } as const;
const reads = { ...shared, scope: "evaluations:read" } as const;
const writes = { ...shared, scope: "evaluations:write" } as const;
const params = z.object({ id: z.string() });

export const listEvaluationsContract = defineContract({
  ...reads,
  dashboard: true,
  method: "GET",
  path: "/v1/evaluations",
  summary: "List evaluations, newest first; the 100 newest are kept",
  query: EvaluationQuery,
  success: { status: 200, body: EvaluationList },
});

export const createEvaluationContract = defineContract({
  ...writes,
  dashboard: true,
  method: "POST",
  path: "/v1/evaluations",
  refuses: [404],
  summary: "Render a prompt version over a dataset's rows and check the texts; answered before it has run",
  body: NewEvaluation,
  success: { status: 202, body: Evaluation },
});

export const getEvaluationContract = defineContract({
  ...reads,
  dashboard: true,
  method: "GET",
  path: "/v1/evaluations/{id}",
  summary: "One evaluation with its score",
  params,
  success: { status: 200, body: Evaluation },
});

export const deleteEvaluationContract = defineContract({
  ...writes,
  dashboard: true,
  method: "DELETE",
  path: "/v1/evaluations/{id}",
  summary: "Delete an evaluation with its results",
  params,
  success: { status: 204 },
});

export const listResultsContract = defineContract({
  ...reads,
  dashboard: true,
  method: "GET",
  path: "/v1/evaluations/{id}/results",
  refuses: [409],
  summary: "The results row by row, in the rows' order; 409 until the evaluation has succeeded",
  params,
  query: ResultQuery,
  success: { status: 200, body: ResultList },
});

/** A prompt or dataset that an evaluation can be about; `count` is how many versions or rows it has. */
export const EvaluationChoice = z.object({ id: z.string(), name: z.string(), count: z.number().int() });
export type EvaluationChoice = z.output<typeof EvaluationChoice>;

/** Part of the name; with `id`, that one alone. */
export const ChoiceQuery = z.object({
  of: z.enum(["prompts", "datasets"]),
  search: z.string().trim().max(100).optional(),
  id: z.string().max(200).optional(),
});
export type ChoiceQuery = z.output<typeof ChoiceQuery>;

/** How many of them a search offers. */
export const offeredChoices = 20;

export const findChoicesContract = defineDashboardContract({
  method: "GET",
  path: "/api/dashboard/evaluations/choices",
  summary: "Prompts with a version, or datasets with rows, that an evaluation can be about",
  scope: "evaluations:read",
  query: ChoiceQuery,
  success: { status: 200, body: z.object({ data: z.array(EvaluationChoice) }) },
});

export const dashboardEvaluationContracts = {
  list: listEvaluationsContract,
  create: createEvaluationContract,
  get: getEvaluationContract,
  remove: deleteEvaluationContract,
  results: listResultsContract,
};

/** What is served of them: every row of this feature in the contract table. */
export const contracts: readonly Contract[] = [
  listEvaluationsContract,
  createEvaluationContract,
  getEvaluationContract,
  deleteEvaluationContract,
  listResultsContract,
  findChoicesContract,
];
