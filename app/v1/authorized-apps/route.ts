import { listAuthorizedApps } from "@/lib/features/oauth/authorized-apps";
import { listAuthorizedAppsContract } from "@/lib/features/oauth/contract";
import { route } from "@/lib/http/route";

export const GET = route(listAuthorizedAppsContract, ({ principal }) => listAuthorizedApps(principal));
