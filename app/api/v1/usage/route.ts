import { reportUsageContract } from "@/lib/features/metering/event-contract";
import { reportUsage } from "@/lib/features/metering/report-usage";
import { route } from "@/lib/http/route";

export const POST = route(reportUsageContract, ({ principal, request }) => reportUsage(principal, request));
