import { nextAuthContracts } from "@/lib/features/accounts/next-auth-contract";
import { answerNextAuth } from "@/lib/features/accounts/next-auth-form";
import { route } from "@/lib/http/route";

export const GET = route(nextAuthContracts.csrf, ({ request, client }) => answerNextAuth(request, client));
