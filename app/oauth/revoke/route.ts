import { inspectToken } from "@/lib/features/oauth/inspect-token";
import { revokeContract } from "@/lib/features/oauth-protocol/contract";
import { route } from "@/lib/http/route";

export const POST = route(revokeContract, ({ request }) => inspectToken(request, "revocation"));
