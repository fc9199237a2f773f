import { deleteApp, readApp, updateApp } from "@/lib/features/oauth/apps";
import { dashboardAppContracts } from "@/lib/features/oauth/contract";
import { route } from "@/lib/http/route";

export const GET = route(dashboardAppContracts.read, ({ principal, params }) => readApp(principal, params.client_id));
export const PATCH = route(dashboardAppContracts.update, ({ principal, params, body }) =>
  updateApp(principal, params.client_id, body),
);
export const DELETE = route(dashboardAppContracts.remove, ({ principal, params }) =>
  deleteApp(principal, params.client_id),
);
