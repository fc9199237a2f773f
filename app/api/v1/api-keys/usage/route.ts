import { apiKeyUsageContract } from "@/lib/features/api-keys/activity-contract";
import { getApiKeyUsage } from "@/lib/features/api-keys/key-usage";
import { route } from "@/lib/http/route";

export const GET = route(apiKeyUsageContract, ({ principal, query }) => getApiKeyUsage(principal, query));
