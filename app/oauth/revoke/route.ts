import { inspectToken } from "@/lib/features/oauth/inspect-token";
import { revokeContract } from "@/lib/features/oauth-protocol/contract";
import { guard } from "@/lib/http/route";

export const POST = guard(revokeContract, inspectToken);
