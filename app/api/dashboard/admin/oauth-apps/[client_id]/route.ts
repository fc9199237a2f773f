import { readAnyApp } from "@/lib/features/oauth/any-apps";
import { dashboardAppContracts } from "@/lib/features/oauth/contract";
import { vouchForApp } from "@/lib/features/oauth/vouch";
import { route } from "@/lib/http/route";

export const GET = route(dashboardAppContracts.readAny, ({ params }) => readAnyApp(params.client_id));
export const PATCH = route(dashboardAppContracts.vouch, ({ principal, params, body }) =>
  vouchForApp(principal, params.client_id, body),
);
