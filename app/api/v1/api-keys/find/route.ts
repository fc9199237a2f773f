import { findKeyBySecret } from "@/lib/features/api-keys/find-by-secret";
import { findApiKeyContract } from "@/lib/features/api-keys/list-contract";
import { route } from "@/lib/http/route";

export const POST = route(findApiKeyContract, ({ principal, body }) => findKeyBySecret(principal, body));
