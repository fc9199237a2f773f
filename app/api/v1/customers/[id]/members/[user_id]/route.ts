import { attachMember, detachMember } from "@/lib/features/customers/customer-members";
import { attachMemberContract, detachMemberContract } from "@/lib/features/customers/member-contract";
import { route } from "@/lib/http/route";

export const PUT = route(attachMemberContract, ({ principal, params }) =>
  attachMember(principal, params.id, params.user_id),
);
export const DELETE = route(detachMemberContract, ({ principal, params }) =>
  detachMember(principal, params.id, params.user_id),
);
