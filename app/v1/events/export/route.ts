import { exportEventsContract } from "@/lib/features/audit/contract";
import { exportEvents } from "@/lib/features/audit/export-events";
import { route } from "@/lib/http/route";

export const GET = route(exportEventsContract, ({ principal, query }) => exportEvents(principal, query));
