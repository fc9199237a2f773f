import { resume } from "@/lib/features/oauth/authorize";
import { decide } from "@/lib/features/oauth/decide";
import { decideContract, resumeContract } from "@/lib/features/oauth-protocol/contract";
import { guard } from "@/lib/http/route";

export const GET = guard(resumeContract, resume);
export const POST = guard(decideContract, decide);
