import { beginByBackChannel } from "@/lib/features/oauth/token-endpoint";
import { deviceContract } from "@/lib/features/oauth-protocol/contract";
import { guardPlain } from "@/lib/http/route";

export const POST = guardPlain(deviceContract, beginByBackChannel);
