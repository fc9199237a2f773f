import { findOwnersContract } from "@/lib/features/budgets/choice-contract";
import { findOwners } from "@/lib/features/budgets/owner-choices";
import { route } from "@/lib/http/route";

export const GET = route(findOwnersContract, ({ principal, query }) => findOwners(principal, query, "deployment"));
