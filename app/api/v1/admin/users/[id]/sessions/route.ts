import { endUserSessionsContract, listUserSessionsContract } from "@/lib/features/administration/user-contract";
import { endUserSessions, listUserSessions } from "@/lib/features/administration/user-sessions";
import { route } from "@/lib/http/route";

export const GET = route(listUserSessionsContract, ({ params, query }) => listUserSessions(params.id, query));
export const DELETE = route(
  endUserSessionsContract,
  ({ principal, params, client }) => endUserSessions(principal, params.id, client),
  { state: GET },
);
