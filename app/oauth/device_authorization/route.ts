import { beginByBackChannel } from "@/lib/features/oauth/token-endpoint";
import { deviceContract } from "@/lib/features/oauth-protocol/contract";
import { route } from "@/lib/http/route";

export const POST = route(deviceContract, ({ request }) => beginByBackChannel(request));
