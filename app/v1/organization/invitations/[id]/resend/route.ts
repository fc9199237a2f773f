import { resendInvitationContract } from "@/lib/features/organizations/contract";
import { resendInvitation } from "@/lib/features/organizations/invitations";
import { route } from "@/lib/http/route";

export const POST = route(resendInvitationContract, ({ principal, params }) => resendInvitation(principal, params.id));
