import { previewInvitation } from "@/lib/features/organizations/accept-invitation";
import { previewInvitationContract } from "@/lib/features/organizations/invitations-contract";
import { route } from "@/lib/http/route";

export const POST = route(previewInvitationContract, ({ body }) => previewInvitation(body.token));
