import { nextAuthContracts } from "@/lib/features/accounts/contract";
import { finishSignIn } from "@/lib/features/accounts/finish-sign-in";
import { route } from "@/lib/http/route";

export const GET = route(nextAuthContracts.google, ({ request, client }) => finishSignIn("google", request, client));
