import { inspectToken } from "@/lib/features/oauth/inspect-token";
import { revokeContract } from "@/lib/features/oauth-protocol/contract";
import { guardPlain } from "@/lib/http/route";

export const POST = guardPlain(revokeContract, inspectToken);
