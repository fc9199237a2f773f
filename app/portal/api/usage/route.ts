import { portalUsageContract } from "@/lib/features/api-keys/portal-contract";
import { getPortalUsage } from "@/lib/features/api-keys/portal-usage";
import { route } from "@/lib/http/route";

export const GET = route(portalUsageContract, ({ principal, query }) => getPortalUsage(principal, query));
