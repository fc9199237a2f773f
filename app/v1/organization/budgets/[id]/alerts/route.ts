import { listOwnBudgetAlerts } from "@/lib/features/budgets/own-budgets";
import { ownBudgetAlertsContract } from "@/lib/features/budgets/own-contract";
import { route } from "@/lib/http/route";

export const GET = route(ownBudgetAlertsContract, ({ principal, params }) => listOwnBudgetAlerts(principal, params.id));
