import { listFactors } from "@/lib/features/accounts/factors/list-factors";
import { factorsContract } from "@/lib/features/accounts/factors-contract";
import { route } from "@/lib/http/route";

export const GET = route(factorsContract, ({ principal }) => listFactors(principal));
