import { listMembersContract } from "@/lib/features/organizations/contract";
import { listMembers } from "@/lib/features/organizations/members";
import { route } from "@/lib/http/route";

export const GET = route(listMembersContract, ({ principal, query }) => listMembers(principal, query));
