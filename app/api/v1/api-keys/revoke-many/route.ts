import { revokeManyContract } from "@/lib/features/api-keys/bulk-contract";
import { revokeApiKeys } from "@/lib/features/api-keys/bulk-keys";
import { route } from "@/lib/http/route";

export const POST = route(revokeManyContract, ({ principal, body }) => revokeApiKeys(principal, body));
