import { resetPassword } from "@/lib/features/accounts/recovery/reset-password";
import { resetPasswordContract } from "@/lib/features/accounts/recovery-contract";
import { route } from "@/lib/http/route";

export const POST = route(resetPasswordContract, ({ body, client }) => resetPassword(body, client));
