import { inspectToken } from "@/lib/features/oauth/inspect-token";
import { introspectContract } from "@/lib/features/oauth-protocol/contract";
import { route } from "@/lib/http/route";

export const POST = route(introspectContract, ({ request }) => inspectToken(request, "introspection"));
