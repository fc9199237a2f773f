import { apiKeyContract, deleteApiKeyContract, updateApiKeyContract } from "@/lib/features/api-keys/contract";
import { readApiKey } from "@/lib/features/api-keys/get-key";
import { revokeApiKey } from "@/lib/features/api-keys/revoke-key";
import { updateApiKey } from "@/lib/features/api-keys/update-key";
import { route } from "@/lib/http/route";

export const GET = route(apiKeyContract, ({ principal, params }) => readApiKey(principal, params.id));

export const DELETE = route(
  deleteApiKeyContract,
  async ({ principal, params, query }) => {
    await revokeApiKey(principal, { keyId: params.id, descendants: query.descendants === "true" });
  },
  { state: GET },
);

export const PATCH = route(
  updateApiKeyContract,
  ({ principal, params, body }) => updateApiKey(principal, params.id, body),
  { state: GET },
);
