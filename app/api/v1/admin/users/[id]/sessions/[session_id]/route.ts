import { endUserSessionContract } from "@/lib/features/administration/user-contract";
import { endUserSession } from "@/lib/features/administration/user-sessions";
import { route } from "@/lib/http/route";

export const DELETE = route(endUserSessionContract, ({ principal, params, client }) =>
  endUserSession(principal, params.id, params.session_id, client),
);
