import { listAuthorizedApps } from "@/lib/features/oauth/authorized-apps";
import { dashboardAppContracts } from "@/lib/features/oauth/contract";
import { route } from "@/lib/http/route";

export const GET = route(dashboardAppContracts.listAuthorized, ({ principal }) => listAuthorizedApps(principal));
