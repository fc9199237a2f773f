import { finishSignIn } from "@/lib/features/accounts/finish-sign-in";
import { nextAuthContracts } from "@/lib/features/accounts/next-auth-contract";
import { route } from "@/lib/http/route";

export const GET = route(nextAuthContracts.google, ({ request, client }) => finishSignIn("google", request, client));
