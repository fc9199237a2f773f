import { listCountingBudgets } from "@/lib/features/budgets/counting-budgets";
import { countingBudgetsContract } from "@/lib/features/budgets/counting-contract";
import { route } from "@/lib/http/route";

export const GET = route(countingBudgetsContract, ({ principal }) => listCountingBudgets(principal));
