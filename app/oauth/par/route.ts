import { beginByBackChannel } from "@/lib/features/oauth/token-endpoint";
import { pushContract } from "@/lib/features/oauth-protocol/contract";
import { guard } from "@/lib/http/route";

export const POST = guard(pushContract, beginByBackChannel);
