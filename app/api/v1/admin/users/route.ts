import { listUsersContract } from "@/lib/features/administration/user-contract";
import { listUsers } from "@/lib/features/administration/users";
import { route } from "@/lib/http/route";

export const GET = route(listUsersContract, ({ query }) => listUsers(query));
