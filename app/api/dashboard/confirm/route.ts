import { confirmContract } from "@/lib/features/accounts/confirm-contract";
import { confirmIdentity } from "@/lib/features/accounts/sessions/confirm";
import { route } from "@/lib/http/route";

export const POST = route(confirmContract, ({ principal, body, client }) => confirmIdentity(principal, body, client));
