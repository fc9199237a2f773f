import { createRegistrationTokenContract } from "@/lib/features/oauth/contract";
import { createRegistrationToken } from "@/lib/features/oauth/manage-secrets";
import { route } from "@/lib/http/route";

export const POST = route(createRegistrationTokenContract, ({ principal }) => createRegistrationToken(principal));
