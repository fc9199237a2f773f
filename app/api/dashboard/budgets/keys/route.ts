import { findOwnKeysContract } from "@/lib/features/budgets/choice-contract";
import { findOwners } from "@/lib/features/budgets/owner-choices";
import { route } from "@/lib/http/route";

export const GET = route(findOwnKeysContract, ({ principal, query }) =>
  findOwners(principal, { ...query, of: "key" }, "organization"),
);
