import { registerClient } from "@/lib/features/oauth/registration";
import { registerContract } from "@/lib/features/oauth-protocol/contract";
import { route } from "@/lib/http/route";

export const POST = route(registerContract, ({ request }) => registerClient(request));
