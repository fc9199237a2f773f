import { listAuthorizedAppsContract } from "@/lib/features/oauth/authorized-app-contract";
import { listAuthorizedApps } from "@/lib/features/oauth/authorized-apps";
import { route } from "@/lib/http/route";

export const GET = route(listAuthorizedAppsContract, ({ principal }) => listAuthorizedApps(principal));
