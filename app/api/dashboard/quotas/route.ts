import { quotasContract } from "@/lib/features/usage/contract";
import { getQuotas } from "@/lib/features/usage/quotas";
import { route } from "@/lib/http/route";

export const GET = route(quotasContract, ({ principal }) => getQuotas(principal));
