import { revokeTokenContract } from "@/lib/features/tokens/contract";
import { revokeToken } from "@/lib/features/tokens/tokens";
import { route } from "@/lib/http/route";

export const DELETE = route(revokeTokenContract, ({ principal, params }) => revokeToken(principal, params.token_id));
