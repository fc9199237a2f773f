import { createPortalKeyContract, listPortalKeysContract } from "@/lib/features/api-keys/portal-contract";
import { createPortalKey, listPortalKeys } from "@/lib/features/api-keys/portal-keys";
import { route } from "@/lib/http/route";

export const GET = route(listPortalKeysContract, ({ principal, query }) => listPortalKeys(principal, query));
export const POST = route(createPortalKeyContract, ({ principal, body }) => createPortalKey(principal, body), {
  state: GET,
});
