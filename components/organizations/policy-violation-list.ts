import { listOf } from "@/components/ui/list-source";
import { dashboardPolicyContracts as contracts } from "@/lib/features/organizations/policy-contract";

/** What breaks the organization's policy. */
export const violationList = listOf("organization", contracts.violations, { query: { limit: 20 } });
