import { passkeyOptionsContract } from "@/lib/features/accounts/second-step-contract";
import { beginPasskeySignIn } from "@/lib/features/accounts/sign-in/passkey-sign-in";
import { route } from "@/lib/http/route";

export const POST = route(passkeyOptionsContract, beginPasskeySignIn);
