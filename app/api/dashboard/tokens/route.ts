import { dashboardTokenContracts } from "@/lib/features/tokens/contract";
import { createToken, listTokens } from "@/lib/features/tokens/tokens";
import { route } from "@/lib/http/route";

export const GET = route(dashboardTokenContracts.list, ({ principal }) => listTokens(principal));
export const POST = route(dashboardTokenContracts.create, ({ principal, body }) => createToken(principal, body));
