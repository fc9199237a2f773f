import { GET } from "@/app/api/v1/api-keys/[id]/route";
import { topUpKeyContract } from "@/lib/features/api-keys/credit-contract";
import { topUpKey } from "@/lib/features/api-keys/top-up-key";
import { route } from "@/lib/http/route";

export const POST = route(topUpKeyContract, ({ principal, params, body }) => topUpKey(principal, params.id, body), {
  state: GET,
});
