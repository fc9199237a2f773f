import {
  createRegistrationTokenContract,
  listRegistrationTokensContract,
} from "@/lib/features/oauth/registration-token-contract";
import { createRegistrationToken, listRegistrationTokens } from "@/lib/features/oauth/registration-tokens";
import { route } from "@/lib/http/route";

export const GET = route(listRegistrationTokensContract, ({ principal, query }) =>
  listRegistrationTokens(principal, query),
);
export const POST = route(createRegistrationTokenContract, ({ principal }) => createRegistrationToken(principal), {
  state: GET,
});
