import { manageRegistration } from "@/lib/features/oauth/registration";
import {
  deleteRegistrationContract,
  readRegistrationContract,
  updateRegistrationContract,
} from "@/lib/features/oauth-protocol/contract";
import { route } from "@/lib/http/route";

export const GET = route(readRegistrationContract, ({ request, params }) =>
  manageRegistration(request, params.client_id),
);
export const PUT = route(updateRegistrationContract, ({ request, params }) =>
  manageRegistration(request, params.client_id),
);
export const DELETE = route(deleteRegistrationContract, ({ request, params }) =>
  manageRegistration(request, params.client_id),
);
