import { fullUser, getAccountUser, renameUser } from "@/lib/features/accounts/account-user";
import { deleteOwnAccountContract, profileContract, renameContract } from "@/lib/features/accounts/contract";
import { deleteOwnAccount } from "@/lib/features/accounts/delete-account";
import { registerOnPage } from "@/lib/features/accounts/register";
import { registerOnPageContract } from "@/lib/features/accounts/registration-contract";
import { route } from "@/lib/http/route";

export const GET = route(profileContract, async ({ principal }) => fullUser(await getAccountUser(principal)));
export const POST = route(registerOnPageContract, ({ body, client, request }) =>
  registerOnPage(body, client, request.headers.get("cookie")),
);
export const PATCH = route(
  renameContract,
  async ({ principal, body }) => fullUser(await renameUser(principal, body.name)),
  { state: GET },
);
export const DELETE = route(deleteOwnAccountContract, ({ principal }) => deleteOwnAccount(principal), { state: GET });
