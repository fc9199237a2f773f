import { z } from "zod";
import { type Contract, defineContract, v1Callers } from "@/lib/http/contract";
import { nameOf } from "@/lib/http/name";
import { listOf, Page } from "@/lib/http/page";
import { Instant, Timestamp } from "@/lib/http/timestamp";
import { StatedTextCheck, TextCheck, WholeText } from "@/lib/platform/text-check";
import { isVariableName } from "@/lib/platform/text-template.mjs";

const Name = nameOf(200);
const Description = z.string().trim().max(2_000, "must have at most 2,000 characters");

/** How many rows one call may bring. */
export const maxRowsPerCall = 1_000;
/** How many rows a dataset may have, and how much they may take as JSON. */
export const maxRowsPerDataset = 10_000;
export const maxBytesPerDataset = 16 * 1_048_576;
/** How much the rows of all datasets of an organization may take in one environment. */
export const maxBytesOfDatasets = 64 * 1_048_576;
/** How many datasets an organization may have in one environment. */
export const maxDatasets = 200;

const VariableName = z.string().refine(isVariableName, {
  message: "is not a variable's name: letters, digits, _ - . after a letter or underscore, 100 characters at most",
});
const VariableValue = z.union([WholeText.max(10_000, "must have at most 10,000 characters"), z.number(), z.boolean()]);

const Variables = z
  .record(VariableName, VariableValue)
  .refine((variables) => Object.keys(variables).length <= 50, "must have at most 50 variables");

/** One case: values for a prompt's variables, and what the rendered text must satisfy. */
export const NewDatasetRow = z.strictObject({
  variables: Variables,
  expectations: z.array(TextCheck).max(20, "must have at most 20 expectations").default([]),
});
export type NewDatasetRow = z.output<typeof NewDatasetRow>;

const Rows = z
  .array(NewDatasetRow)
  .max(maxRowsPerCall, "must have at most 1,000 rows a call; send the rest in further ones");

export const Dataset = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  row_count: z.number().int(),
  created_at: Timestamp,
  updated_at: Instant,
});
export type Dataset = z.output<typeof Dataset>;

export const DatasetRow = z.object({
  /** From 1, in the order in which the rows came. */
  position: z.number().int(),
  variables: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  expectations: z.array(StatedTextCheck),
});
export type DatasetRow = z.output<typeof DatasetRow>;

export const NewDataset = z.strictObject({ name: Name, description: Description.default(""), rows: Rows.default([]) });
export type NewDataset = z.output<typeof NewDataset>;

export const DatasetChange = z
  .strictObject({ name: Name.optional(), description: Description.optional() })
  .refine((change) => Object.keys(change).length > 0, "names nothing to change");
export type DatasetChange = z.output<typeof DatasetChange>;

/** `q` is part of the name. */
export const DatasetQuery = Page.extend({ q: z.string().trim().max(100).optional() });
export type DatasetQuery = z.output<typeof DatasetQuery>;

export const DatasetList = listOf(Dataset);
export type DatasetList = z.output<typeof DatasetList>;

export const DatasetRowList = listOf(DatasetRow);
export type DatasetRowList = z.output<typeof DatasetRowList>;

const shared = { product: "prompts", allow: v1Callers } as const;
const reads = { ...shared, scope: "evaluations:read" } as const;
const writes = { ...shared, scope: "evaluations:write" } as const;
const params = z.object({ id: z.string() });
const rowsBody = z.strictObject({ rows: Rows.min(1, "must have at least one row") });

export const listDatasetsContract = defineContract({
  ...reads,
  dashboard: true,
  method: "GET",
  path: "/v1/datasets",
  summary: "List datasets, newest first",
  query: DatasetQuery,
  success: { status: 200, body: DatasetList },
});

export const createDatasetContract = defineContract({
  ...writes,
  dashboard: true,
  method: "POST",
  path: "/v1/datasets",
  summary: "Create a dataset, with its first rows where they come along",
  body: NewDataset,
  success: { status: 201, body: Dataset },
});

export const getDatasetContract = defineContract({
  ...reads,
  dashboard: true,
  method: "GET",
  path: "/v1/datasets/{id}",
  summary: "One dataset",
  params,
  success: { status: 200, body: Dataset },
});

export const updateDatasetContract = defineContract({
  ...writes,
  dashboard: true,
  method: "PATCH",
  path: "/v1/datasets/{id}",
  summary: "Change a dataset's name or description",
  params,
  body: DatasetChange,
  success: { status: 200, body: Dataset },
});

export const deleteDatasetContract = defineContract({
  ...writes,
  dashboard: true,
  method: "DELETE",
  path: "/v1/datasets/{id}",
  summary: "Delete a dataset with its rows; evaluations of it keep their results",
  params,
  success: { status: 204 },
});

export const listRowsContract = defineContract({
  ...reads,
  dashboard: true,
  method: "GET",
  path: "/v1/datasets/{id}/rows",
  summary: "List a dataset's rows in their order",
  params,
  query: Page,
  success: { status: 200, body: DatasetRowList },
});

export const appendRowsContract = defineContract({
  ...writes,
  dashboard: true,
  method: "POST",
  path: "/v1/datasets/{id}/rows",
  summary: "Add rows at the end of a dataset",
  creates: true,
  params,
  body: rowsBody,
  success: { status: 200, body: Dataset },
});

export const replaceRowsContract = defineContract({
  ...writes,
  dashboard: true,
  method: "PUT",
  path: "/v1/datasets/{id}/rows",
  summary: "Replace all rows of a dataset",
  params,
  body: z.strictObject({ rows: Rows }),
  success: { status: 200, body: Dataset },
});

export const dashboardDatasetContracts = {
  list: listDatasetsContract,
  create: createDatasetContract,
  get: getDatasetContract,
  update: updateDatasetContract,
  remove: deleteDatasetContract,
  rows: listRowsContract,
  append: appendRowsContract,
  replace: replaceRowsContract,
};

/** What is served of them: every row of this feature in the contract table. */
export const contracts: readonly Contract[] = [
  listDatasetsContract,
  createDatasetContract,
  getDatasetContract,
  updateDatasetContract,
  deleteDatasetContract,
  listRowsContract,
  appendRowsContract,
  replaceRowsContract,
];
