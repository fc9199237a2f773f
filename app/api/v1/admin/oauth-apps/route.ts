import { listAnyAppsContract } from "@/lib/features/oauth/any-app-contract";
import { listAnyApps } from "@/lib/features/oauth/any-apps";
import { route } from "@/lib/http/route";

export const GET = route(listAnyAppsContract, ({ query }) => listAnyApps(query));
