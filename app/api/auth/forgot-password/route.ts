import { askPasswordReset } from "@/lib/features/accounts/recovery/ask-reset";
import { forgotPasswordContract } from "@/lib/features/accounts/recovery-contract";
import { route } from "@/lib/http/route";

export const POST = route(forgotPasswordContract, ({ body, client }) => askPasswordReset(body, client));
