import { z } from "zod";
import { countedProductIds, type ProductId, productOf } from "@/lib/access/catalogue";
import { LimitCount } from "@/lib/access/limit-count";
import { findSpan } from "@/lib/access/window-span";
import { BudgetOf, Environment } from "@/lib/generated/prisma/enums";
import { seenBy } from "@/lib/http/administered";
import { catalogueId } from "@/lib/http/catalogue-id";
import { type Contract, defineContract } from "@/lib/http/contract";
import { EmailAddress } from "@/lib/http/email-address";
import { listOf, Page } from "@/lib/http/page";
import { Instant, Timestamp } from "@/lib/http/timestamp";

/** Every credential of the organization brings all of them along. */
export const maxBudgets = 100;

/** Of those that an organization makes for itself. */
export const maxOwnBudgets = 20;

/** Products that organizations count on. */
export function budgetProductIds(): ProductId[] {
  return countedProductIds().filter((id) => productOf(id).counts === "organization");
}

const Name = z
  .string()
  .regex(/^[a-z][a-z0-9_-]{0,39}$/, "must be 1 to 40 lower-case letters, digits, hyphens and underscores")
  .meta({ examples: ["monthly-tokens"] });

/** `1d` and `1mo` are the UTC day and month; `7d` with `rolling` are the last seven days at any moment. */
const Per = z
  .string()
  .regex(/^([1-9]\d{0,2}d|1mo)$/, "must be days such as 1d or 30d, or 1mo")
  .meta({ examples: ["1mo"] });

const Thresholds = z
  .array(z.number().int().min(1).max(1_000))
  .max(10, "must be at most 10")
  .refine((all) => new Set(all).size === all.length, "must name each percentage once")
  .meta({ examples: [[50, 80, 100]] });

const settings = {
  /** Requests, or what they cost. */
  amount: LimitCount,
  /** Whether what does not fit is denied; otherwise it only tells. */
  hard: z.boolean(),
  /** Percent of the amount that are told of. */
  thresholds: Thresholds,
  /** Who is mailed at thresholds; empty: the organization's owners and admins. */
  mail_to: z.array(EmailAddress).max(10, "must be at most 10"),
};

/** How far an owner has come in the present period. */
export const BudgetProgress = z.object({
  used: z.number().int(),
  remaining: z.number().int(),
  /** When the period ends; of what slides, when there is room again, or nothing is used any more. */
  resets_at: Instant,
});
export type BudgetProgress = z.output<typeof BudgetProgress>;

/** How much of a product may be used in a period, by whom. */
export const Budget = z.object({
  id: z.string(),
  name: z.string(),
  of: z.enum(BudgetOf),
  /** The customer or the line of keys that it is for; null: each of them has one of this amount, or the organization. */
  subject: z.string().nullable(),
  /** What that customer, that key's newest replacement or the organization is called; null: each of many, nothing left of it, or a management key that may not read it. */
  subject_label: z.string().nullable(),
  product: z.string(),
  environment: z.enum(Environment),
  per: z.string(),
  rolling: z.boolean(),
  amount: z.number().int(),
  hard: z.boolean(),
  thresholds: z.array(z.number().int()),
  mail_to: z.array(z.string()),
  /** Null where each of many has its own, or the counters cannot be asked. */
  progress: BudgetProgress.nullable(),
  created_at: Timestamp,
  updated_at: Instant,
});
export type Budget = z.output<typeof Budget>;

/** What a new budget says, whoever makes it. */
export const newBudgetShape = {
  name: Name,
  of: z.enum(BudgetOf),
  /** The id of a customer or a key; null or absent: each of them, or the organization. */
  subject: z.string().min(1).max(100).nullable().default(null),
  product: catalogueId(budgetProductIds),
  environment: z.enum(Environment).default("production"),
  per: Per,
  /** The last so many days at any moment; not of `1mo`. */
  rolling: z.boolean().default(false),
  ...settings,
  hard: settings.hard.default(false),
  thresholds: settings.thresholds.default([50, 80, 100]),
  mail_to: settings.mail_to.default([]),
};

type Said = { of: string; subject: string | null; per: string; rolling: boolean; hard: boolean; thresholds: number[] };

/** Whether what a new budget says fits together. */
export function fittingTogether<S extends z.ZodType<Said>>(schema: S): S {
  return schema
    .refine(({ of, subject }) => of !== "organization" || subject === null, {
      path: ["subject"],
      message: "is not said of the organization",
    })
    .refine((budget) => findSpan(spanOf(budget)) !== null, {
      path: ["per"],
      message: "must be at most 366d, and 1mo does not roll",
    })
    .refine(({ hard, thresholds }) => hard || thresholds.length > 0, {
      path: ["thresholds"],
      message: "must name one, where the budget is not hard",
    });
}

export const NewBudget = fittingTogether(z.strictObject(newBudgetShape));
export type NewBudget = z.output<typeof NewBudget>;

/** What can be changed of a budget. */
export const budgetChangeShape = {
  amount: settings.amount.optional(),
  hard: settings.hard.optional(),
  thresholds: settings.thresholds.optional(),
  mail_to: settings.mail_to.optional(),
};

export const BudgetChange = z
  .strictObject(budgetChangeShape)
  .refine((change) => Object.keys(change).length > 0, "names nothing to change");
export type BudgetChange = z.output<typeof BudgetChange>;

/** A threshold that was told of. */
export const BudgetAlert = z.object({
  /** The organization, customer or line of keys that came to it. */
  owner: z.string(),
  /** What that is called; null where nothing of it is left, or a management key may not read it. */
  owner_label: z.string().nullable(),
  percent: z.number().int(),
  used: z.number().int(),
  amount: z.number().int(),
  told_at: Instant,
});
export type BudgetAlert = z.output<typeof BudgetAlert>;

/** The span that the limiter counts. */
export function spanOf({ per, rolling }: { per: string; rolling: boolean }): string {
  return rolling ? `~${per}` : per;
}

const path = "/api/v1/budgets";
const params = z.object({ id: z.string() });
const One = z.object({ data: Budget });
const seen = { ...seenBy("manage:limits:read"), dashboard: true } as const;
const changed = { ...seenBy("manage:limits:write"), dashboard: true } as const;

export const listBudgetsContract = defineContract({
  ...seen,
  method: "GET",
  path,
  summary: "Budgets of the organization, newest first; each with what remains of it",
  query: Page,
  success: { status: 200, body: listOf(Budget), framed: true },
});

export const createBudgetContract = defineContract({
  ...changed,
  method: "POST",
  path,
  refuses: [409],
  summary: "Make a budget; it counts from the next decision of every process",
  body: NewBudget,
  success: { status: 201, body: One, framed: true },
});

export const budgetContract = defineContract({
  ...seen,
  method: "GET",
  path: `${path}/{id}`,
  summary: "One budget; `owner` asks how far one of many has come",
  params,
  query: z.object({ owner: z.string().min(1).max(100).optional() }),
  success: { status: 200, body: One, framed: true },
});

export const updateBudgetContract = defineContract({
  ...changed,
  method: "PATCH",
  path: `${path}/{id}`,
  summary: "Change a budget; in force from the next decision, on what was counted",
  params,
  body: BudgetChange,
  refuses: [409],
  success: { status: 200, body: One, framed: true },
});

export const deleteBudgetContract = defineContract({
  ...changed,
  method: "DELETE",
  path: `${path}/{id}`,
  summary: "Delete a budget; it denies nothing any more",
  params,
  success: { status: 204 },
});

export const budgetAlertsContract = defineContract({
  ...seen,
  method: "GET",
  path: `${path}/{id}/alerts`,
  summary: "Thresholds that were told of, of a budget; the latest 100 first",
  params,
  success: { status: 200, body: z.object({ data: z.array(BudgetAlert) }), framed: true },
});

/** What is served of them: every row of this feature in the contract table. */
export const contracts: readonly Contract[] = [
  listBudgetsContract,
  createBudgetContract,
  budgetContract,
  updateBudgetContract,
  deleteBudgetContract,
  budgetAlertsContract,
];
