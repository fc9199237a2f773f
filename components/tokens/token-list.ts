import { listOf } from "@/components/ui/list-source";
import { dashboardTokenContracts } from "@/lib/features/tokens/contract";

/** The user's tokens, all at once: a plan of the shipped configuration allows few. */
export const tokenList = listOf("tokens", dashboardTokenContracts.list, {});
