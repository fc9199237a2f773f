import { identityKeysContract } from "@/lib/features/data-plane/contract";
import { identityKeySet } from "@/lib/features/data-plane/identity-key-set";
import { route } from "@/lib/http/route";

export const GET = route(identityKeysContract, () => identityKeySet());
