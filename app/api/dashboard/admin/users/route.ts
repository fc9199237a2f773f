import { dashboardAdminContracts } from "@/lib/features/administration/contract";
import { listUsers } from "@/lib/features/administration/users";
import { route } from "@/lib/http/route";

export const GET = route(dashboardAdminContracts.listUsers, ({ query }) => listUsers(query));
