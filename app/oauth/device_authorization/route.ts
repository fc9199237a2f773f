import { deviceContract } from "@/lib/features/oauth-protocol/contract";
import { beginByBackChannel } from "@/lib/features/oauth/token-endpoint";
import { guard } from "@/lib/http/route";

export const POST = guard(deviceContract, beginByBackChannel);
