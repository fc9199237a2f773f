import { getPolicy } from "@/lib/features/organizations/policy";
import { policyContract } from "@/lib/features/organizations/policy-contract";
import { route } from "@/lib/http/route";

export const GET = route(policyContract, ({ principal }) => getPolicy(principal));
