import { revokeInvitationContract } from "@/lib/features/organizations/contract";
import { revokeInvitation } from "@/lib/features/organizations/invitations";
import { route } from "@/lib/http/route";

export const DELETE = route(revokeInvitationContract, ({ principal, params }) =>
  revokeInvitation(principal, params.id),
);
