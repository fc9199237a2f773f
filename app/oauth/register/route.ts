import { registerClient } from "@/lib/features/oauth/registration";
import { registerContract } from "@/lib/features/oauth-protocol/contract";
import { guard } from "@/lib/http/route";

export const POST = guard(registerContract, registerClient);
