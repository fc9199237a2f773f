import { deleteBudget, updateBudget } from "@/lib/features/budgets/budgets";
import { budgetContract, deleteBudgetContract, updateBudgetContract } from "@/lib/features/budgets/contract";
import { readBudget } from "@/lib/features/budgets/list-budgets";
import { route } from "@/lib/http/route";

export const GET = route(budgetContract, ({ principal, params, query }) =>
  readBudget(principal, params.id, query.owner),
);
export const PATCH = route(
  updateBudgetContract,
  ({ principal, params, body }) => updateBudget(principal, params.id, body),
  { state: GET },
);
export const DELETE = route(deleteBudgetContract, ({ principal, params }) => deleteBudget(principal, params.id), {
  state: GET,
});
