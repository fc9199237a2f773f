import { resume } from "@/lib/features/oauth/authorize";
import { decide } from "@/lib/features/oauth/decide";
import { decideContract, resumeContract } from "@/lib/features/oauth-protocol/contract";
import { route } from "@/lib/http/route";

export const GET = route(resumeContract, ({ request, params }) => resume(request, params.uid));
export const POST = route(decideContract, ({ request, params }) => decide(request, params.uid));
