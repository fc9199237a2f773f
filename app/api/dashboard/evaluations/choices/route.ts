import { findChoices } from "@/lib/features/evaluations/choices";
import { findChoicesContract } from "@/lib/features/evaluations/contract";
import { route } from "@/lib/http/route";

export const GET = route(findChoicesContract, ({ principal, query }) => findChoices(principal, query));
