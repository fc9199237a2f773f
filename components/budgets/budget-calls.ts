import {
  type Budget,
  type BudgetChange,
  createBudgetContract,
  deleteBudgetContract,
  type NewBudget,
  updateBudgetContract,
} from "@/lib/features/budgets/contract";
import {
  createOwnBudgetContract,
  deleteOwnBudgetContract,
  NewOwnBudget,
  type OwnBudget,
  updateOwnBudgetContract,
} from "@/lib/features/budgets/own-contract";
import { call } from "@/lib/http/call";

/** Whose budgets a page shows: those over the organization, or its own. */
export type BudgetLevel = "deployment" | "organization";

/** A budget of either. */
export type ShownBudget = Budget | OwnBudget;

/** Makes a budget; the organization's own names no one to mail. */
export async function makeBudget(level: BudgetLevel, body: NewBudget): Promise<ShownBudget> {
  if (level === "deployment") return (await call(createBudgetContract, { body })).data;
  const { mail_to: _, ...own } = body;
  return call(createOwnBudgetContract, { body: NewOwnBudget.parse(own) });
}

/** Changes what a budget says. */
export async function changeBudget(level: BudgetLevel, id: string, body: BudgetChange): Promise<ShownBudget> {
  if (level === "deployment") return (await call(updateBudgetContract, { params: { id }, body })).data;
  const { mail_to: _, ...own } = body;
  return call(updateOwnBudgetContract, { params: { id }, body: own });
}

/** Ends a budget. */
export function endBudget(level: BudgetLevel, id: string): Promise<void> {
  return call(level === "deployment" ? deleteBudgetContract : deleteOwnBudgetContract, { params: { id } });
}
