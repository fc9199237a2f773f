import { budgetAlertsContract } from "@/lib/features/budgets/contract";
import { listBudgetAlerts } from "@/lib/features/budgets/list-budgets";
import { route } from "@/lib/http/route";

export const GET = route(budgetAlertsContract, ({ principal, params }) => listBudgetAlerts(principal, params.id));
