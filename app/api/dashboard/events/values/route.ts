import { findEventValuesContract } from "@/lib/features/audit/contract";
import { findEventValues } from "@/lib/features/audit/event-values";
import { route } from "@/lib/http/route";

export const GET = route(findEventValuesContract, ({ principal, query }) => findEventValues(principal, query));
