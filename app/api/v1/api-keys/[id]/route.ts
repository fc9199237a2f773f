import { deleteApiKeyContract } from "@/lib/features/api-keys/contract";
import { revokeApiKey } from "@/lib/features/api-keys/revoke-key";
import { route } from "@/lib/http/route";

export const DELETE = route(deleteApiKeyContract, async ({ principal, params }) => {
  await revokeApiKey(principal, { keyId: params.id });
});
