import { revokeTokenContract, tokenContract, updateTokenContract } from "@/lib/features/tokens/contract";
import { changeToken, readToken } from "@/lib/features/tokens/one-token";
import { revokeToken } from "@/lib/features/tokens/tokens";
import { route } from "@/lib/http/route";

export const GET = route(tokenContract, ({ principal, params }) => readToken(principal, params.token_id));

export const PATCH = route(
  updateTokenContract,
  ({ principal, params, body }) => changeToken(principal, params.token_id, body),
  { state: GET },
);

export const DELETE = route(revokeTokenContract, ({ principal, params }) => revokeToken(principal, params.token_id), {
  state: GET,
});
