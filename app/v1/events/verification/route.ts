import { verifyEventsContract } from "@/lib/features/audit/contract";
import { verifyEvents } from "@/lib/features/audit/verify-events";
import { route } from "@/lib/http/route";

export const GET = route(verifyEventsContract, ({ principal, query }) => verifyEvents(principal, query));
