import { remainingKeysContract } from "@/lib/features/accounts/password-contract";
import { remainingKeys } from "@/lib/features/accounts/remaining-keys";
import { route } from "@/lib/http/route";

export const GET = route(remainingKeysContract, ({ principal }) => remainingKeys(principal));
