import { rotatePortalKeyContract } from "@/lib/features/api-keys/portal-contract";
import { rotatePortalKey } from "@/lib/features/api-keys/portal-keys";
import { route } from "@/lib/http/route";

export const POST = route(rotatePortalKeyContract, ({ principal, params, body }) =>
  rotatePortalKey(principal, params.id, body),
);
