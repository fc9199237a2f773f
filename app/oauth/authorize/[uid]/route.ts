import { resume } from "@/lib/features/oauth/authorize";
import { decideContract, resumeContract } from "@/lib/features/oauth-protocol/contract";
import { decide } from "@/lib/features/oauth/decide";
import { guard } from "@/lib/http/route";

export const GET = guard(resumeContract, resume);
export const POST = guard(decideContract, decide);
