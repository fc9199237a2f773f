import { beginPasskey } from "@/lib/features/accounts/factors/passkeys";
import { beginPasskeyContract } from "@/lib/features/accounts/factors-contract";
import { route } from "@/lib/http/route";

export const POST = route(beginPasskeyContract, ({ principal }) => beginPasskey(principal));
