import { z } from "zod";
import { BudgetLevel } from "@/lib/generated/prisma/enums";
import type { Contract } from "@/lib/http/contract";
import { defineDashboardContract } from "@/lib/http/define-dashboard-contract";
import { Budget } from "./contract";

/** A budget that counts for its reader, without whom it mails and what it tells at. */
export const CountingBudget = Budget.pick({
  ...{ name: true, of: true, subject: true, subject_label: true, product: true, environment: true },
  ...{ per: true, rolling: true, amount: true, hard: true, progress: true },
}).extend({
  /** Who made it: an administrator of the deployment over the organization, or the organization for itself. */
  made_by: z.enum(BudgetLevel),
  /** Whether the reader may change it. */
  changeable: z.boolean(),
});
export type CountingBudget = z.output<typeof CountingBudget>;

export const countingBudgetsContract = defineDashboardContract({
  method: "GET",
  path: "/api/dashboard/budgets",
  summary: "Budgets that count for the user and that they may know of",
  success: { status: 200, body: z.object({ data: z.array(CountingBudget) }) },
});

/** What is served of them: every row of counting budgets in the contract table. */
export const contracts: readonly Contract[] = [countingBudgetsContract];
