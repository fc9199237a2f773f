import { peekContract } from "@/lib/features/limits/contract";
import { peek } from "@/lib/features/limits/take";
import { route } from "@/lib/http/route";

export const POST = route(peekContract, ({ principal, params, body }) => peek(principal, params.namespace, body));
