import { listEventsContract } from "@/lib/features/audit/contract";
import { listEvents } from "@/lib/features/audit/events";
import { route } from "@/lib/http/route";

export const GET = route(listEventsContract, ({ principal, query }) => listEvents(principal, query));
