import { fullUser, getAccountUser, renameUser } from "@/lib/features/accounts/account-user";
import { deleteOwnAccountContract, profileContract, renameContract } from "@/lib/features/accounts/contract";
import { deleteAccount } from "@/lib/features/accounts/delete-account";
import { route } from "@/lib/http/route";

export const GET = route(profileContract, async ({ principal }) => fullUser(await getAccountUser(principal)));
export const PATCH = route(renameContract, async ({ principal, body }) =>
  fullUser(await renameUser(principal, body.name)),
);
export const DELETE = route(deleteOwnAccountContract, ({ principal, body }) => deleteAccount(principal, body));
