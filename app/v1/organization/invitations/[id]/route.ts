import { revokeInvitation } from "@/lib/features/organizations/invitations";
import { revokeInvitationContract } from "@/lib/features/organizations/invitations-contract";
import { route } from "@/lib/http/route";

export const DELETE = route(revokeInvitationContract, ({ principal, params }) =>
  revokeInvitation(principal, params.id),
);
