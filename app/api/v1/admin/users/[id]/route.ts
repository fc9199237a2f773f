import { deleteUser } from "@/lib/features/administration/delete-user";
import { changeUserContract, deleteUserContract, getUserContract } from "@/lib/features/administration/user-contract";
import { getUser } from "@/lib/features/administration/user-detail";
import { setInstanceAdmin } from "@/lib/features/administration/users";
import { route } from "@/lib/http/route";

export const GET = route(getUserContract, ({ params }) => getUser(params.id));
export const PATCH = route(
  changeUserContract,
  ({ principal, params, body, client }) => setInstanceAdmin(principal, params.id, body.instance_admin, client),
  { state: GET },
);
export const DELETE = route(
  deleteUserContract,
  ({ principal, params, client }) => deleteUser(principal, params.id, client),
  { state: GET },
);
