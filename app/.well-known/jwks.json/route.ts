import { jwksContract } from "@/lib/features/oauth-protocol/contract";
import { keySet } from "@/lib/features/oauth/metadata";
import { guard } from "@/lib/http/route";

export const GET = guard(jwksContract, keySet);
