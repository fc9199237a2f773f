import { checkResetLink } from "@/lib/features/accounts/recovery/reset-password";
import { checkResetLinkContract } from "@/lib/features/accounts/recovery-contract";
import { route } from "@/lib/http/route";

export const POST = route(checkResetLinkContract, ({ body }) => checkResetLink(body));
