import { safePath } from "@/components/accounts/safe-path";
import { signInStartContracts } from "@/lib/features/accounts/sign-in-start-contract";
import { startSignIn } from "@/lib/features/accounts/start-sign-in";
import { route } from "@/lib/http/route";

export const GET = route(signInStartContracts.oidc, ({ params, query, client }) =>
  startSignIn(params.provider, query, client, safePath),
);
