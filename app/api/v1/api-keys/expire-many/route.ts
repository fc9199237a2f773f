import { expireManyContract } from "@/lib/features/api-keys/bulk-contract";
import { expireApiKeys } from "@/lib/features/api-keys/bulk-keys";
import { route } from "@/lib/http/route";

export const POST = route(expireManyContract, ({ principal, body }) => expireApiKeys(principal, body));
