import { getAccountUser, plainUser } from "@/lib/features/accounts/account-user";
import { userV1Contract } from "@/lib/features/accounts/contract";
import { route } from "@/lib/http/route";

export const GET = route(userV1Contract, async ({ principal }) => plainUser(await getAccountUser(principal)));
