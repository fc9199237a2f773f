import { findActorsContract } from "@/lib/features/audit/contract";
import { findActors } from "@/lib/features/audit/find-actors";
import { route } from "@/lib/http/route";

export const GET = route(findActorsContract, ({ principal, query }) => findActors(principal, query));
