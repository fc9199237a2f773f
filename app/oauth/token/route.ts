import { issueToken } from "@/lib/features/oauth/token-endpoint";
import { tokenContract } from "@/lib/features/oauth-protocol/contract";
import { guard } from "@/lib/http/route";

export const POST = guard(tokenContract, issueToken);
