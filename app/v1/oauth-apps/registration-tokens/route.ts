import { formerRegistrationTokenContracts } from "@/lib/features/oauth/registration-token-contract";

import { createRegistrationToken, listRegistrationTokens } from "@/lib/features/oauth/registration-tokens";
import { route } from "@/lib/http/route";

export const GET = route(formerRegistrationTokenContracts.list, ({ principal, query }) =>
  listRegistrationTokens(principal, query),
);
export const POST = route(
  formerRegistrationTokenContracts.create,
  ({ principal }) => createRegistrationToken(principal),
  { state: GET },
);
