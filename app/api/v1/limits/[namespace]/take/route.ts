import { takeContract } from "@/lib/features/limits/contract";
import { take } from "@/lib/features/limits/take";
import { route } from "@/lib/http/route";

export const POST = route(takeContract, ({ principal, params, body }) => take(principal, params.namespace, body));
