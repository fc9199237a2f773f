import { publicUsageContract } from "@/lib/features/usage/contract";
import { getUsageReport } from "@/lib/features/usage/report";
import { route } from "@/lib/http/route";

export const GET = route(publicUsageContract, ({ principal, query }) => getUsageReport(principal, query));
