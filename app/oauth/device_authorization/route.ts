import { beginByBackChannel } from "@/lib/features/oauth/token-endpoint";
import { deviceContract } from "@/lib/features/oauth-protocol/contract";
import { guard } from "@/lib/http/route";

export const POST = guard(deviceContract, beginByBackChannel);
