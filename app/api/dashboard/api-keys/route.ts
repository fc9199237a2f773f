import { dashboardApiKeyContracts } from "@/lib/features/api-keys/contract";
import { createApiKey } from "@/lib/features/api-keys/create-key";
import { listApiKeys } from "@/lib/features/api-keys/list-keys";
import { route } from "@/lib/http/route";

export const GET = route(dashboardApiKeyContracts.list, ({ principal, query }) => listApiKeys(principal, query));
export const POST = route(dashboardApiKeyContracts.create, ({ principal, body }) => createApiKey(principal, body));
