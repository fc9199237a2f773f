import { authorize } from "@/lib/features/oauth/authorize";
import { authorizeContract } from "@/lib/features/oauth-protocol/contract";
import { route } from "@/lib/http/route";

export const GET = route(authorizeContract, ({ request }) => authorize(request));
