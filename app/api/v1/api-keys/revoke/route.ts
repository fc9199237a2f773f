import { revokeApiKeyContract } from "@/lib/features/api-keys/contract";
import { revokeApiKey } from "@/lib/features/api-keys/revoke-key";
import { route } from "@/lib/http/route";

export const POST = route(revokeApiKeyContract, async ({ principal, body }) => ({
  data: await revokeApiKey(principal, body),
}));
