import { createApiKeyContract, listApiKeysContract } from "@/lib/features/api-keys/contract";
import { createApiKey } from "@/lib/features/api-keys/create-key";
import { listApiKeys } from "@/lib/features/api-keys/list-keys";
import { route } from "@/lib/http/route";

export const GET = route(listApiKeysContract, ({ principal, query }) => listApiKeys(principal, query));
export const POST = route(createApiKeyContract, ({ principal, body }) => createApiKey(principal, body), { state: GET });
