import { resendInvitation } from "@/lib/features/organizations/invitations";
import { resendInvitationContract } from "@/lib/features/organizations/invitations-contract";
import { route } from "@/lib/http/route";

export const POST = route(resendInvitationContract, ({ principal, params }) => resendInvitation(principal, params.id));
