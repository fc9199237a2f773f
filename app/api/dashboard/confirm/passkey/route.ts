import { beginPasskeyConfirmationContract } from "@/lib/features/accounts/confirm-contract";
import { beginPasskeyConfirmation } from "@/lib/features/accounts/sessions/confirm";
import { route } from "@/lib/http/route";

export const POST = route(beginPasskeyConfirmationContract, ({ principal }) => beginPasskeyConfirmation(principal));
