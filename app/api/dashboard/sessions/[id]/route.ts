import { endSessionContract } from "@/lib/features/accounts/session-contract";
import { endSession } from "@/lib/features/accounts/sessions";
import { route } from "@/lib/http/route";

export const DELETE = route(endSessionContract, ({ principal, params, client }) =>
  endSession(principal, params.id, "ended_in_settings", client),
);
