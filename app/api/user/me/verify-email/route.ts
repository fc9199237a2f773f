import { sendVerificationContract } from "@/lib/features/accounts/contract";
import { sendVerification } from "@/lib/features/accounts/verify-email";
import { route } from "@/lib/http/route";

export const POST = route(sendVerificationContract, ({ principal, client }) => sendVerification(principal, client));
