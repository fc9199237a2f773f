import { issueToken } from "@/lib/features/oauth/token-endpoint";
import { tokenContract } from "@/lib/features/oauth-protocol/contract";
import { guardPlain } from "@/lib/http/route";

export const POST = guardPlain(tokenContract, issueToken);
