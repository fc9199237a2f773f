import { createManyContract } from "@/lib/features/api-keys/bulk-contract";
import { createApiKeys } from "@/lib/features/api-keys/create-keys";
import { route } from "@/lib/http/route";

export const POST = route(createManyContract, ({ principal, body }) => createApiKeys(principal, body));
