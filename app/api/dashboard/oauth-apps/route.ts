import { listApps, registerApp } from "@/lib/features/oauth/apps";
import { dashboardAppContracts } from "@/lib/features/oauth/contract";
import { route } from "@/lib/http/route";

export const GET = route(dashboardAppContracts.list, ({ principal, query }) => listApps(principal, query));
export const POST = route(dashboardAppContracts.create, ({ principal, body }) => registerApp(principal, body));
