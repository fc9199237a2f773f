import { listAppUsersContract } from "@/lib/features/oauth/app-contract";
import { listAppUsers } from "@/lib/features/oauth/app-users";
import { route } from "@/lib/http/route";

export const GET = route(listAppUsersContract, ({ principal, params, query }) =>
  listAppUsers(principal, params.client_id, query),
);
