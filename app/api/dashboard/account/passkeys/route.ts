import { addPasskey } from "@/lib/features/accounts/factors/passkeys";
import { addPasskeyContract } from "@/lib/features/accounts/factors-contract";
import { route } from "@/lib/http/route";

export const POST = route(addPasskeyContract, ({ principal, body, client }) => addPasskey(principal, body, client));
