import { changeUserContract } from "@/lib/features/administration/contract";
import { setInstanceAdmin } from "@/lib/features/administration/users";
import { route } from "@/lib/http/route";

export const PATCH = route(changeUserContract, ({ principal, params, body }) =>
  setInstanceAdmin(principal, params.id, body.instance_admin),
);
