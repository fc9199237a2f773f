import { verifyKeyContract } from "@/lib/features/data-plane/contract";
import { verifyKey } from "@/lib/features/data-plane/verify-key";
import { route } from "@/lib/http/route";

export const POST = route(verifyKeyContract, ({ principal, body }) => verifyKey(principal, body));
