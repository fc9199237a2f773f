import { finishSignIn } from "@/lib/features/accounts/finish-sign-in";
import { nextAuthContracts } from "@/lib/features/accounts/next-auth-contract";
import { route } from "@/lib/http/route";

export const GET = route(nextAuthContracts.github, ({ request, client }) => finishSignIn("github", request, client));
