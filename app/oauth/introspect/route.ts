import { introspectContract } from "@/lib/features/oauth-protocol/contract";
import { inspectToken } from "@/lib/features/oauth/inspect-token";
import { guard } from "@/lib/http/route";

export const POST = guard(introspectContract, inspectToken);
