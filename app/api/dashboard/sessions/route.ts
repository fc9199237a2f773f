import { endOtherSessionsContract, listSessionsContract } from "@/lib/features/accounts/session-contract";
import { endOtherSessions, listSessions } from "@/lib/features/accounts/sessions";
import { route } from "@/lib/http/route";

export const GET = route(listSessionsContract, ({ principal, query }) => listSessions(principal, query));
export const DELETE = route(endOtherSessionsContract, ({ principal, client }) => endOtherSessions(principal, client), {
  state: GET,
});
