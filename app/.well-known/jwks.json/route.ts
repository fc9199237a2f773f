import { keySet } from "@/lib/features/oauth/metadata";
import { jwksContract } from "@/lib/features/oauth-protocol/contract";
import { guard } from "@/lib/http/route";

export const GET = guard(jwksContract, keySet);
