import { listInvitations } from "@/lib/features/organizations/invitations";
import { inviteContract, listInvitationsContract } from "@/lib/features/organizations/invitations-contract";
import { invite } from "@/lib/features/organizations/invite";
import { route } from "@/lib/http/route";

export const GET = route(listInvitationsContract, ({ principal, query }) => listInvitations(principal, query));
export const POST = route(inviteContract, ({ principal, body }) => invite(principal, body), { state: GET });
