import { GET } from "@/app/api/v1/api-keys/[id]/route";
import { rotateApiKeyContract } from "@/lib/features/api-keys/contract";
import { rotateApiKey } from "@/lib/features/api-keys/rotate-key";
import { route } from "@/lib/http/route";

export const POST = route(
  rotateApiKeyContract,
  ({ principal, params, body }) => rotateApiKey(principal, params.id, body),
  { state: GET },
);
