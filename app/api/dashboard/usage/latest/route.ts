import { latestRequestsContract } from "@/lib/features/usage/contract";
import { getLatestRequests } from "@/lib/features/usage/latest-requests";
import { route } from "@/lib/http/route";

export const GET = route(latestRequestsContract, ({ principal }) => getLatestRequests(principal));
