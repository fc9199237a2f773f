import { listAnyApps } from "@/lib/features/oauth/any-apps";
import { listAnyAppsContract } from "@/lib/features/oauth/contract";
import { route } from "@/lib/http/route";

export const GET = route(listAnyAppsContract, ({ query }) => listAnyApps(query));
