import { revokePortalKeyContract } from "@/lib/features/api-keys/portal-contract";
import { revokePortalKey } from "@/lib/features/api-keys/portal-keys";
import { route } from "@/lib/http/route";

export const DELETE = route(revokePortalKeyContract, ({ principal, params }) => revokePortalKey(principal, params.id));
