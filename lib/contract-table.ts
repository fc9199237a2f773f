import { contracts as accounts } from "@/lib/features/accounts/contract";
import { contracts as administration } from "@/lib/features/administration/contract";
import { contracts as alerts } from "@/lib/features/alerts/contract";
import { contracts as bulkKeys } from "@/lib/features/api-keys/bulk-contract";
import { contracts as apiKeys } from "@/lib/features/api-keys/contract";
import { contracts as keyCredits } from "@/lib/features/api-keys/credit-contract";
import { contracts as keyImports } from "@/lib/features/api-keys/import-contract";
import { contracts as listedKeys } from "@/lib/features/api-keys/list-contract";
import { contracts as managementKeys } from "@/lib/features/api-keys/management-contract";
import { contracts as portalKeys } from "@/lib/features/api-keys/portal-contract";
import { contracts as keyTemplates } from "@/lib/features/api-keys/template-contract";
import { contracts as activity } from "@/lib/features/audit/activity-contract";
import { contracts as audit } from "@/lib/features/audit/contract";
import { contracts as budgetChoices } from "@/lib/features/budgets/choice-contract";
import { contracts as budgets } from "@/lib/features/budgets/contract";
import { contracts as countingBudgets } from "@/lib/features/budgets/counting-contract";
import { contracts as ownBudgets } from "@/lib/features/budgets/own-contract";
import { contracts as catalogue } from "@/lib/features/catalogue/contract";
import { contracts as customers } from "@/lib/features/customers/contract";
import { contracts as customerMembers } from "@/lib/features/customers/member-contract";
import { contracts as dataPlane } from "@/lib/features/data-plane/contract";
import { contracts as holds } from "@/lib/features/data-plane/hold-contract";
import { contracts as datasets } from "@/lib/features/datasets/contract";
import { contracts as evaluations } from "@/lib/features/evaluations/contract";
import { contracts as firstCall } from "@/lib/features/first-call/contract";
import { contracts as intelligence } from "@/lib/features/intelligence/contract";
import { contracts as issuers } from "@/lib/features/issuers/contract";
import { contracts as leaks } from "@/lib/features/leaks/contract";
import { contracts as limits } from "@/lib/features/limits/contract";
import { contracts as leases } from "@/lib/features/limits/lease-contract";
import { contracts as reservations } from "@/lib/features/limits/reservation-contract";
import { contracts as mail } from "@/lib/features/mail/contract";
import { contracts as memories } from "@/lib/features/memories/contract";
import { contracts as meters } from "@/lib/features/metering/contract";
import { contracts as usageEvents } from "@/lib/features/metering/event-contract";
import { contracts as usagePeriods } from "@/lib/features/metering/period-contract";
import { contracts as meterQueries } from "@/lib/features/metering/query-contract";
import { contracts as usageReconciliation } from "@/lib/features/metering/reconciliation-contract";
import { contracts as oauth } from "@/lib/features/oauth/contract";
import { contracts as oauthProtocol } from "@/lib/features/oauth-protocol/contract";
import { contracts as organizations } from "@/lib/features/organizations/contract";
import { contracts as portal } from "@/lib/features/portal/contract";
import { contracts as prompts } from "@/lib/features/prompts/contract";
import { contracts as reports } from "@/lib/features/reports/contract";
import { contracts as search } from "@/lib/features/search/contract";
import { contracts as skills } from "@/lib/features/skills/contract";
import { contracts as tokens } from "@/lib/features/tokens/contract";
import { contracts as usage } from "@/lib/features/usage/contract";
import { contracts as portalLimits } from "@/lib/features/usage/portal-contract";
import { contracts as webhooks } from "@/lib/features/webhooks/contract";
import { contracts as customerWebhooks } from "@/lib/features/webhooks/customer-webhook-contract";
import { contracts as portalWebhooks } from "@/lib/features/webhooks/portal-webhook-contract";
import { contracts as whoami } from "@/lib/features/whoami/contract";
import type { Contract } from "@/lib/http/contract";
import { forDashboard } from "@/lib/http/dashboard-contract";
import { forEmbed } from "@/lib/http/embed-contract";

/** Every endpoint that a feature declares. */
const declared: readonly Contract[] = [
  ...accounts,
  ...activity,
  ...administration,
  ...alerts,
  ...apiKeys,
  ...audit,
  ...bulkKeys,
  ...keyCredits,
  ...keyImports,
  ...keyTemplates,
  ...catalogue,
  ...customers,
  ...customerMembers,
  ...dataPlane,
  ...holds,
  ...datasets,
  ...evaluations,
  ...firstCall,
  ...intelligence,
  ...issuers,
  ...leaks,
  ...budgets,
  ...ownBudgets,
  ...countingBudgets,
  ...budgetChoices,
  ...leases,
  ...reservations,
  ...limits,
  ...listedKeys,
  ...mail,
  ...managementKeys,
  ...memories,
  ...meterQueries,
  ...meters,
  ...oauth,
  ...oauthProtocol,
  ...organizations,
  ...portal,
  ...portalKeys,
  ...portalLimits,
  ...portalWebhooks,
  ...customerWebhooks,
  ...prompts,
  ...reports,
  ...search,
  ...skills,
  ...tokens,
  ...usage,
  ...usageEvents,
  ...usagePeriods,
  ...usageReconciliation,
  ...webhooks,
  ...whoami,
];

/** Every endpoint of the product: served, gated, tested and documented from its row. The dashboard's doors are derived. */
export const contractTable: readonly Contract[] = declared.flatMap((contract) => {
  return [contract, forDashboard(contract), forEmbed(contract)].filter((one) => one !== null);
});
