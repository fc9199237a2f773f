import { createOwnBudget, listOwnBudgets } from "@/lib/features/budgets/own-budgets";
import { createOwnBudgetContract, listOwnBudgetsContract } from "@/lib/features/budgets/own-contract";
import { route } from "@/lib/http/route";

export const GET = route(listOwnBudgetsContract, ({ principal, query }) => listOwnBudgets(principal, query));
export const POST = route(createOwnBudgetContract, ({ principal, body }) => createOwnBudget(principal, body), {
  state: GET,
});
