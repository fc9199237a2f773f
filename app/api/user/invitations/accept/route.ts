import { acceptInvitation } from "@/lib/features/organizations/accept-invitation";
import { acceptInvitationContract } from "@/lib/features/organizations/invitations-contract";
import { route } from "@/lib/http/route";

export const POST = route(acceptInvitationContract, ({ principal, body }) => acceptInvitation(principal, body.token));
