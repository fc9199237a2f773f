import { z } from "zod";
import { Visibility } from "@/lib/generated/prisma/enums";
import { type Contract, defineContract, v1Callers } from "@/lib/http/contract";
import { nameOf } from "@/lib/http/name";
import { listOf, Page, sortedPage, Total } from "@/lib/http/page";
import { Instant, Timestamp } from "@/lib/http/timestamp";

/** How many prompts an organization may have in one environment, and how many versions a prompt. */
export const maxPrompts = 10_000;
export const maxVersions = 1_000;
/** Characters of one version. */
export const maxContentLength = 200_000;

const Name = nameOf(200);
const Description = z.string().trim().max(2_000, "must have at most 2,000 characters");
const Content = z.string().min(1, "must not be empty").max(maxContentLength, "must have at most 200,000 characters");

/** The names of the `{{variables}}` in the text, each once, in order. */
const VariableNames = z.array(z.string());

const reads = [...v1Callers, "anonymous"] as const;

export const Prompt = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  visibility: z.enum(Visibility),
  /** 0 while there is no version. */
  latest_version: z.number().int(),
  created_at: Timestamp,
  updated_at: Instant,
});
export type Prompt = z.output<typeof Prompt>;

/** A prompt with the text of its latest version. */
export const PromptWithContent = Prompt.extend({ content: z.string().nullable(), variables: VariableNames });
export type PromptWithContent = z.output<typeof PromptWithContent>;

export const PromptVersion = z.object({
  prompt_id: z.string(),
  version: z.number().int(),
  content: z.string(),
  variables: VariableNames,
  created_at: Timestamp,
});
export type PromptVersion = z.output<typeof PromptVersion>;

export const NewPrompt = z.strictObject({
  name: Name,
  description: Description.default(""),
  visibility: z.enum(Visibility).default("private"),
  /** Becomes version 1. */
  content: Content.optional(),
});
export type NewPrompt = z.output<typeof NewPrompt>;

export const PromptChange = z
  .strictObject({
    name: Name.optional(),
    description: Description.optional(),
    visibility: z.enum(Visibility).optional(),
  })
  .refine((change) => Object.keys(change).length > 0, "names nothing to change");
export type PromptChange = z.output<typeof PromptChange>;

/** What a list of prompts can be sorted by; a minus in front turns the order around. */
export const promptOrders = ["name", "created", "updated", "version"] as const;

/** `q` is part of the name. */
export const PromptQuery = Page.extend({
  visibility: z.enum(Visibility).optional(),
  q: z.string().trim().max(100).optional(),
  ...sortedPage(promptOrders),
  total: Total,
});
export type PromptQuery = z.output<typeof PromptQuery>;

export const PromptList = z.object({
  data: z.array(Prompt),
  next_cursor: z.string().nullable(),
  /** How many match in all, on the first page and where it was asked for. */
  total: z.number().int().optional(),
});
export type PromptList = z.output<typeof PromptList>;

export const VersionList = listOf(PromptVersion);
export type VersionList = z.output<typeof VersionList>;

const PromptParams = z.object({ id: z.string() });
const VersionParams = z.object({ id: z.string(), version: z.coerce.number().int().min(1).max(2_147_483_647) });

export const listPromptsContract = defineContract({
  dashboard: true,
  method: "GET",
  path: "/v1/prompts",
  product: "prompts",
  summary: "List prompts, newest first unless sorted otherwise; without a credential, public prompts of everyone",
  allow: reads,
  scope: "prompts:read",
  query: PromptQuery,
  success: { status: 200, body: PromptList },
});

export const createPromptContract = defineContract({
  dashboard: true,
  method: "POST",
  path: "/v1/prompts",
  product: "prompts",
  summary: "Create a prompt",
  allow: v1Callers,
  scope: "prompts:write",
  body: NewPrompt,
  success: { status: 201, body: PromptWithContent },
});

export const getPromptContract = defineContract({
  dashboard: true,
  method: "GET",
  path: "/v1/prompts/{id}",
  product: "prompts",
  summary: "A prompt with the text of its latest version",
  allow: reads,
  scope: "prompts:read",
  params: PromptParams,
  success: { status: 200, body: PromptWithContent },
});

export const updatePromptContract = defineContract({
  dashboard: true,
  method: "PATCH",
  path: "/v1/prompts/{id}",
  product: "prompts",
  summary: "Change a prompt's name, description or visibility",
  allow: v1Callers,
  scope: "prompts:write",
  params: PromptParams,
  body: PromptChange,
  success: { status: 200, body: PromptWithContent },
});

export const deletePromptContract = defineContract({
  dashboard: true,
  method: "DELETE",
  path: "/v1/prompts/{id}",
  product: "prompts",
  summary: "Delete a prompt with its versions",
  allow: v1Callers,
  scope: "prompts:write",
  params: PromptParams,
  success: { status: 204 },
});

export const listVersionsContract = defineContract({
  dashboard: true,
  method: "GET",
  path: "/v1/prompts/{id}/versions",
  product: "prompts",
  summary: "List a prompt's versions, newest first",
  allow: reads,
  scope: "prompts:read",
  params: PromptParams,
  query: Page,
  success: { status: 200, body: VersionList },
});

export const createVersionContract = defineContract({
  dashboard: true,
  method: "POST",
  path: "/v1/prompts/{id}/versions",
  product: "prompts",
  summary: "Add an immutable version",
  allow: v1Callers,
  scope: "prompts:write",
  params: PromptParams,
  body: z.strictObject({ content: Content }),
  success: { status: 201, body: PromptVersion },
});

export const getVersionContract = defineContract({
  method: "GET",
  path: "/v1/prompts/{id}/versions/{version}",
  product: "prompts",
  summary: "One version of a prompt",
  allow: reads,
  scope: "prompts:read",
  params: VersionParams,
  // A version that is no whole number.
  refuses: [400],
  success: { status: 200, body: PromptVersion },
});

export const dashboardPromptContracts = {
  list: listPromptsContract,
  create: createPromptContract,
  get: getPromptContract,
  update: updatePromptContract,
  remove: deletePromptContract,
  versions: listVersionsContract,
  addVersion: createVersionContract,
};

/** What is served of them: every row of this feature in the contract table. */
export const contracts: readonly Contract[] = [
  listPromptsContract,
  createPromptContract,
  getPromptContract,
  updatePromptContract,
  deletePromptContract,
  listVersionsContract,
  createVersionContract,
  getVersionContract,
];
