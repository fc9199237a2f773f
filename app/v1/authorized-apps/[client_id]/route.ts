import { withdrawConsentContract } from "@/lib/features/oauth/authorized-app-contract";
import { withdrawConsent } from "@/lib/features/oauth/authorized-apps";
import { route } from "@/lib/http/route";

export const DELETE = route(withdrawConsentContract, ({ principal, params }) =>
  withdrawConsent(principal, params.client_id),
);
