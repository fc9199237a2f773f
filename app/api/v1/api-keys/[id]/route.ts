import { deleteApiKeyContract, updateApiKeyContract } from "@/lib/features/api-keys/contract";
import { revokeApiKey } from "@/lib/features/api-keys/revoke-key";
import { updateApiKey } from "@/lib/features/api-keys/update-key";
import { route } from "@/lib/http/route";

export const DELETE = route(deleteApiKeyContract, async ({ principal, params, query }) => {
  await revokeApiKey(principal, { keyId: params.id, descendants: query.descendants === "true" });
});

export const PATCH = route(updateApiKeyContract, ({ principal, params, body }) =>
  updateApiKey(principal, params.id, body),
);
