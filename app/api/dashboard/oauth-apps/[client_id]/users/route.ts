import { listAppUsers } from "@/lib/features/oauth/app-users";
import { dashboardAppContracts } from "@/lib/features/oauth/contract";
import { route } from "@/lib/http/route";

export const GET = route(dashboardAppContracts.listUsers, ({ principal, params, query }) =>
  listAppUsers(principal, params.client_id, query),
);
