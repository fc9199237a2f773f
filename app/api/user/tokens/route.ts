import { createTokenContract, listTokensContract } from "@/lib/features/tokens/contract";
import { createToken, listTokens } from "@/lib/features/tokens/tokens";
import { route } from "@/lib/http/route";

export const GET = route(listTokensContract, ({ principal }) => listTokens(principal));
export const POST = route(createTokenContract, ({ principal, body }) => createToken(principal, body), { state: GET });
