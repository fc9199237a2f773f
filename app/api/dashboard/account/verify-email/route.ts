import { verificationPagesContracts } from "@/lib/features/accounts/contract";
import { sendVerification } from "@/lib/features/accounts/verify-email";
import { route } from "@/lib/http/route";

export const POST = route(verificationPagesContracts.send, ({ principal }) => sendVerification(principal));
