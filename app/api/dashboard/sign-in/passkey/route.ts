import { safePath } from "@/components/accounts/safe-path";
import { passkeySignInContract } from "@/lib/features/accounts/second-step-contract";
import { finishPasskeySignIn } from "@/lib/features/accounts/sign-in/passkey-sign-in";
import { route } from "@/lib/http/route";

export const POST = route(passkeySignInContract, ({ body: { passkey, target }, request, client }) =>
  finishPasskeySignIn(passkey, safePath(target), request, client),
);
