import { listAnyApps } from "@/lib/features/oauth/any-apps";
import { dashboardAppContracts } from "@/lib/features/oauth/contract";
import { route } from "@/lib/http/route";

export const GET = route(dashboardAppContracts.listAny, ({ query }) => listAnyApps(query));
