import { endOtherSessionsContract, listSessionsContract } from "@/lib/features/accounts/contract";
import { endOtherSessions, listSessions } from "@/lib/features/accounts/sessions";
import { route } from "@/lib/http/route";

export const GET = route(listSessionsContract, async ({ principal }) => ({ data: await listSessions(principal) }));
export const DELETE = route(endOtherSessionsContract, ({ principal }) => endOtherSessions(principal));
