import { z } from "zod";
import { type Contract, defineContract } from "@/lib/http/contract";
import { nameOf } from "@/lib/http/name";
import { listOf, Page } from "@/lib/http/page";
import { Instant, Timestamp } from "@/lib/http/timestamp";
import { NewApiKey } from "./key-contract";

/** Named presets for new keys of an organization. */

/** How many an organization may have. */
export const maxKeyTemplates = 100;

/** What a new key is given where its own request says nothing else. */
export const TemplateSettings = NewApiKey.pick({
  product: true,
  environment: true,
  scopes: true,
  roles: true,
  expires_in_days: true,
  ip_allowlist: true,
  rate_limit: true,
  windows: true,
  description: true,
  tags: true,
  metadata: true,
  allowed_origins: true,
});
export type TemplateSettings = z.output<typeof TemplateSettings>;

export const KeyTemplate = z.object({
  id: z.string(),
  /** Unique in the organization; requests name a template by it or by its identifier. */
  name: z.string(),
  settings: TemplateSettings,
  created_at: Timestamp,
  updated_at: Instant,
});
export type KeyTemplate = z.output<typeof KeyTemplate>;

export const NewKeyTemplate = z.strictObject({
  name: nameOf(100),
  settings: TemplateSettings,
});
export type NewKeyTemplate = z.output<typeof NewKeyTemplate>;

export const KeyTemplateChange = z
  .strictObject({
    name: nameOf(100).optional(),
    /** In place of all that it had. */
    settings: TemplateSettings.optional(),
  })
  .refine((change) => Object.keys(change).length > 0, "names nothing to change");
export type KeyTemplateChange = z.output<typeof KeyTemplateChange>;

const path = "/api/v1/key-templates";
const params = z.object({ id: z.string() });
const One = z.object({ data: KeyTemplate });
const allow = ["session-jwt", "pat", "external-jwt", "management-key"] as const;
const seen = { product: "account", allow, managementScope: "manage:keys:read" } as const;
const changed = { product: "account", allow, managementScope: "manage:keys:write", minimumRole: "admin" } as const;

export const listKeyTemplatesContract = defineContract({
  ...seen,
  dashboard: true,
  method: "GET",
  path,
  summary: "Templates of new API keys, newest first",
  query: Page,
  success: { status: 200, body: listOf(KeyTemplate), framed: true },
});

export const createKeyTemplateContract = defineContract({
  ...changed,
  dashboard: true,
  method: "POST",
  path,
  refuses: [409],
  summary: "Create a template of new API keys; nobody can make with it what they could not make without",
  body: NewKeyTemplate,
  success: { status: 201, body: One, framed: true },
});

export const keyTemplateContract = defineContract({
  ...seen,
  dashboard: true,
  method: "GET",
  path: `${path}/{id}`,
  summary: "One template of new API keys",
  params,
  success: { status: 200, body: One, framed: true },
});

export const updateKeyTemplateContract = defineContract({
  ...changed,
  dashboard: true,
  method: "PATCH",
  path: `${path}/{id}`,
  refuses: [409],
  summary: "Change a template of new API keys; keys that were made with it stay as they are",
  params,
  body: KeyTemplateChange,
  success: { status: 200, body: One, framed: true },
});

export const deleteKeyTemplateContract = defineContract({
  ...changed,
  dashboard: true,
  method: "DELETE",
  path: `${path}/{id}`,
  summary: "Delete a template of new API keys; keys that were made with it stay",
  params,
  success: { status: 204 },
});

/** What is served of them: every row of this feature in the contract table. */
export const contracts: readonly Contract[] = [
  listKeyTemplatesContract,
  createKeyTemplateContract,
  keyTemplateContract,
  updateKeyTemplateContract,
  deleteKeyTemplateContract,
];
