import { beginByBackChannel } from "@/lib/features/oauth/token-endpoint";
import { pushContract } from "@/lib/features/oauth-protocol/contract";
import { route } from "@/lib/http/route";

export const POST = route(pushContract, ({ request }) => beginByBackChannel(request));
