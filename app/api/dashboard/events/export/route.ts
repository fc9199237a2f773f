import { exportEventsContract } from "@/lib/features/audit/contract";
import { exportEvents } from "@/lib/features/audit/events";
import { route } from "@/lib/http/route";

export const POST = route(exportEventsContract, ({ principal, body }) => exportEvents(principal, body));
