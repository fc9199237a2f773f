import { listCustomerMembers } from "@/lib/features/customers/customer-members";
import { listCustomerMembersContract } from "@/lib/features/customers/member-contract";
import { route } from "@/lib/http/route";

export const GET = route(listCustomerMembersContract, ({ principal, params, query }) =>
  listCustomerMembers(principal, params.id, query),
);
