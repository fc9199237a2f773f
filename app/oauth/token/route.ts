import { issueToken } from "@/lib/features/oauth/token-endpoint";
import { tokenContract } from "@/lib/features/oauth-protocol/contract";
import { route } from "@/lib/http/route";

export const POST = route(tokenContract, ({ request }) => issueToken(request));
