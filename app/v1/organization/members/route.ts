import { listMembers } from "@/lib/features/organizations/members";
import { listMembersContract } from "@/lib/features/organizations/members-contract";
import { route } from "@/lib/http/route";

export const GET = route(listMembersContract, ({ principal, query }) => listMembers(principal, query));
