import { changeRole, removeMember } from "@/lib/features/organizations/change-member";
import { getMember } from "@/lib/features/organizations/members";
import {
  changeRoleContract,
  memberContract,
  removeMemberContract,
} from "@/lib/features/organizations/members-contract";
import { route } from "@/lib/http/route";

export const GET = route(memberContract, ({ principal, params }) => getMember(principal, params.user_id));
export const PATCH = route(
  changeRoleContract,
  ({ principal, params, body }) => changeRole(principal, params.user_id, body),
  { state: GET },
);
export const DELETE = route(
  removeMemberContract,
  ({ principal, params, query }) => removeMember(principal, params.user_id, query.keys),
  { state: GET },
);
