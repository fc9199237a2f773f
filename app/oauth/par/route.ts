import { beginByBackChannel } from "@/lib/features/oauth/token-endpoint";
import { pushContract } from "@/lib/features/oauth-protocol/contract";
import { guardPlain } from "@/lib/http/route";

export const POST = guardPlain(pushContract, beginByBackChannel);
