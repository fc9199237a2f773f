import { createAppContract, listAppsContract } from "@/lib/features/oauth/app-contract";
import { listApps, registerApp } from "@/lib/features/oauth/apps";
import { route } from "@/lib/http/route";

export const GET = route(listAppsContract, ({ principal, query }) => listApps(principal, query));
export const POST = route(createAppContract, ({ principal, body }) => registerApp(principal, body), { state: GET });
