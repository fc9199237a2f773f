import { createBudget } from "@/lib/features/budgets/budgets";
import { createBudgetContract, listBudgetsContract } from "@/lib/features/budgets/contract";
import { listBudgets } from "@/lib/features/budgets/list-budgets";
import { route } from "@/lib/http/route";

export const GET = route(listBudgetsContract, ({ principal, query }) => listBudgets(principal, query));
export const POST = route(createBudgetContract, ({ principal, body }) => createBudget(principal, body), { state: GET });
