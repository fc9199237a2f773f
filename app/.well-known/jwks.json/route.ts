import { keySet } from "@/lib/features/oauth/metadata";
import { jwksContract } from "@/lib/features/oauth-protocol/contract";
import { route } from "@/lib/http/route";

export const GET = route(jwksContract, ({ request }) => keySet(request));
