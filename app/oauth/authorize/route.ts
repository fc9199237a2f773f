import { authorize } from "@/lib/features/oauth/authorize";
import { authorizeContract } from "@/lib/features/oauth-protocol/contract";
import { guard } from "@/lib/http/route";

export const GET = guard(authorizeContract, authorize);
