import { z } from "zod";
import { type Contract, defineContract, v1Callers } from "@/lib/http/contract";
import { listOf, Page } from "@/lib/http/page";
import { Budget, BudgetAlert, budgetChangeShape, fittingTogether, newBudgetShape } from "./contract";

/** For whom an organization makes budgets itself: customers are for those who manage them. */
const Of = z.enum(["organization", "key"]);

/** A budget that an organization made for itself. Its owners and admins are mailed, and nobody else. */
export const OwnBudget = Budget.omit({ mail_to: true }).extend({ of: Of });
export type OwnBudget = z.output<typeof OwnBudget>;

const { mail_to: _new, ...newShape } = newBudgetShape;
export const NewOwnBudget = fittingTogether(z.strictObject({ ...newShape, of: Of }));
export type NewOwnBudget = z.output<typeof NewOwnBudget>;

const { mail_to: _changed, ...changeShape } = budgetChangeShape;
export const OwnBudgetChange = z
  .strictObject(changeShape)
  .refine((change) => Object.keys(change).length > 0, "names nothing to change");
export type OwnBudgetChange = z.output<typeof OwnBudgetChange>;

const path = "/v1/organization/budgets";
const params = z.object({ id: z.string() });
/** Counts on the account alone, so a budget of any other product that is used up can still be raised; one of the account by a session. */
const managing = { product: "account", allow: v1Callers, scope: "organization:admin", dashboard: true } as const;

export const listOwnBudgetsContract = defineContract({
  ...managing,
  method: "GET",
  path,
  summary: "Budgets that the organization made for itself, newest first; each with what remains of it",
  query: Page,
  success: { status: 200, body: listOf(OwnBudget) },
});

export const createOwnBudgetContract = defineContract({
  ...managing,
  method: "POST",
  path,
  refuses: [409],
  summary: "Make a budget for the organization or its keys; it counts beside those that are given",
  body: NewOwnBudget,
  success: { status: 201, body: OwnBudget },
});

export const ownBudgetContract = defineContract({
  ...managing,
  method: "GET",
  path: `${path}/{id}`,
  summary: "One budget of the organization's own; `owner` asks how far one of many keys has come",
  params,
  query: z.object({ owner: z.string().min(1).max(100).optional() }),
  success: { status: 200, body: OwnBudget },
});

export const updateOwnBudgetContract = defineContract({
  ...managing,
  method: "PATCH",
  path: `${path}/{id}`,
  refuses: [409],
  summary: "Change a budget of the organization's own; in force from the next decision, on what was counted",
  params,
  body: OwnBudgetChange,
  success: { status: 200, body: OwnBudget },
});

export const deleteOwnBudgetContract = defineContract({
  ...managing,
  method: "DELETE",
  path: `${path}/{id}`,
  summary: "Delete a budget of the organization's own; it denies nothing any more",
  params,
  success: { status: 204 },
});

export const ownBudgetAlertsContract = defineContract({
  ...managing,
  method: "GET",
  path: `${path}/{id}/alerts`,
  summary: "Thresholds that were told of, of a budget of the organization's own; the latest 100 first",
  params,
  success: { status: 200, body: z.object({ data: z.array(BudgetAlert) }) },
});

/** What is served of them: every row of an organization's own budgets in the contract table. */
export const contracts: readonly Contract[] = [
  listOwnBudgetsContract,
  createOwnBudgetContract,
  ownBudgetContract,
  updateOwnBudgetContract,
  deleteOwnBudgetContract,
  ownBudgetAlertsContract,
];
