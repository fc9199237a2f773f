import { deleteOwnBudget, readOwnBudget, updateOwnBudget } from "@/lib/features/budgets/own-budgets";
import {
  deleteOwnBudgetContract,
  ownBudgetContract,
  updateOwnBudgetContract,
} from "@/lib/features/budgets/own-contract";
import { route } from "@/lib/http/route";

export const GET = route(ownBudgetContract, ({ principal, params, query }) =>
  readOwnBudget(principal, params.id, query.owner),
);
export const PATCH = route(
  updateOwnBudgetContract,
  ({ principal, params, body }) => updateOwnBudget(principal, params.id, body),
  { state: GET },
);
export const DELETE = route(deleteOwnBudgetContract, ({ principal, params }) => deleteOwnBudget(principal, params.id), {
  state: GET,
});
