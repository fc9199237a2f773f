import { policyViolationsContract } from "@/lib/features/organizations/policy-contract";
import { listViolations } from "@/lib/features/organizations/policy-violations";
import { route } from "@/lib/http/route";

export const GET = route(policyViolationsContract, ({ principal, query }) => listViolations(principal, query));
