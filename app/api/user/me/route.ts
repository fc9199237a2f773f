import { fullUser, getAccountUser } from "@/lib/features/accounts/account-user";
import { deleteAccountContract, userContract } from "@/lib/features/accounts/contract";
import { deleteAccount } from "@/lib/features/accounts/delete-account";
import { route } from "@/lib/http/route";

export const GET = route(userContract, async ({ principal }) => fullUser(await getAccountUser(principal)));
export const DELETE = route(
  deleteAccountContract,
  ({ principal, body, client }) => deleteAccount(principal, body, client),
  { state: GET },
);
