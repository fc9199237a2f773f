import { confirmEmailContract } from "@/lib/features/accounts/contract";
import { confirmEmail } from "@/lib/features/accounts/verify-email";
import { route } from "@/lib/http/route";

export const POST = route(confirmEmailContract, ({ principal, body, client }) => confirmEmail(principal, body, client));
