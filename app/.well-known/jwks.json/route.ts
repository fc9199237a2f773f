import { keySet } from "@/lib/features/oauth/metadata";
import { jwksContract } from "@/lib/features/oauth-protocol/contract";
import { guardPlain } from "@/lib/http/route";

export const GET = guardPlain(jwksContract, keySet);
