import * as accounts from "@/lib/features/accounts/contract";
import * as notMe from "@/lib/features/accounts/not-me-contract";
import * as ownData from "@/lib/features/accounts/own-data-contract";
import * as passwords from "@/lib/features/accounts/password-contract";
import * as recovery from "@/lib/features/accounts/recovery-contract";
import * as registration from "@/lib/features/accounts/registration-contract";
import * as secondStep from "@/lib/features/accounts/second-step-contract";
import * as signIn from "@/lib/features/accounts/sign-in-contract";
import * as administration from "@/lib/features/administration/contract";
import * as users from "@/lib/features/administration/user-contract";
import * as alerts from "@/lib/features/alerts/contract";
import * as keyActivity from "@/lib/features/api-keys/activity-contract";
import * as bulkKeys from "@/lib/features/api-keys/bulk-contract";
import * as apiKeys from "@/lib/features/api-keys/contract";
import { topUpKeyContract } from "@/lib/features/api-keys/credit-contract";
import { importKeysContract } from "@/lib/features/api-keys/import-contract";
import { findApiKeyContract } from "@/lib/features/api-keys/list-contract";
import * as managementKeys from "@/lib/features/api-keys/management-contract";
import * as keyTemplates from "@/lib/features/api-keys/template-contract";
import * as audit from "@/lib/features/audit/contract";
import * as budgets from "@/lib/features/budgets/contract";
import * as ownBudgets from "@/lib/features/budgets/own-contract";
import * as catalogue from "@/lib/features/catalogue/contract";
import * as customers from "@/lib/features/customers/contract";
import * as customerMembers from "@/lib/features/customers/member-contract";
import * as dataPlane from "@/lib/features/data-plane/contract";
import * as holds from "@/lib/features/data-plane/hold-contract";
import * as datasets from "@/lib/features/datasets/contract";
import * as evaluations from "@/lib/features/evaluations/contract";
import * as intelligence from "@/lib/features/intelligence/contract";
import * as issuers from "@/lib/features/issuers/contract";
import * as limits from "@/lib/features/limits/contract";
import * as leases from "@/lib/features/limits/lease-contract";
import * as reservations from "@/lib/features/limits/reservation-contract";
import * as mail from "@/lib/features/mail/contract";
import * as memories from "@/lib/features/memories/contract";
import * as meters from "@/lib/features/metering/contract";
import * as usageEvents from "@/lib/features/metering/event-contract";
import * as usagePeriods from "@/lib/features/metering/period-contract";
import * as meterQueries from "@/lib/features/metering/query-contract";
import * as usageReconciliation from "@/lib/features/metering/reconciliation-contract";
import * as anyApps from "@/lib/features/oauth/any-app-contract";
import * as apps from "@/lib/features/oauth/app-contract";
import * as authorizedApps from "@/lib/features/oauth/authorized-app-contract";
import * as registrationTokens from "@/lib/features/oauth/registration-token-contract";
import * as organizations from "@/lib/features/organizations/contract";
import * as domains from "@/lib/features/organizations/domain-contract";
import * as invitations from "@/lib/features/organizations/invitations-contract";
import * as members from "@/lib/features/organizations/members-contract";
import * as ownOrganizations from "@/lib/features/organizations/own-organizations-contract";
import * as policies from "@/lib/features/organizations/policy-contract";
import * as portal from "@/lib/features/portal/contract";
import * as prompts from "@/lib/features/prompts/contract";
import * as reports from "@/lib/features/reports/contract";
import * as skills from "@/lib/features/skills/contract";
import * as tokens from "@/lib/features/tokens/contract";
import * as usage from "@/lib/features/usage/contract";
import * as customerWebhooks from "@/lib/features/webhooks/customer-webhook-contract";
import * as deliveries from "@/lib/features/webhooks/delivery-contract";
import { memoryWebhookContracts } from "@/lib/features/webhooks/memory-webhook-contract";
import * as webhooks from "@/lib/features/webhooks/webhook-contract";
import * as whoami from "@/lib/features/whoami/contract";
import type { Contract } from "@/lib/http/contract";

/** The client's methods by resource, each with the contract that it calls. */
export const resources = {
  /** Sign-in and the user (documents 000 and 004). */
  auth: {
    register: registration.registerContract,
    login: signIn.loginContract,
    /** What a login that failed with `MFA_REQUIRED` goes on with. */
    finishLogin: secondStep.mfaLoginContract,
    forgotPassword: recovery.forgotPasswordContract,
    resetPassword: recovery.resetPasswordContract,
    undoEmailChange: recovery.undoEmailChangeContract,
    notMe: notMe.notMeContract,
    logout: signIn.logoutContract,
    registerV1: registration.registerV1Contract,
    loginV1: signIn.loginV1Contract,
    finishLoginV1: secondStep.mfaLoginV1Contract,
    /** A session token for a token of a trusted issuer (document 002). */
    exchangeToken: issuers.exchangeTokenContract,
  },
  users: {
    me: accounts.userContract,
    meV1: accounts.userV1Contract,
    changePassword: passwords.changePasswordContract,
    delete: accounts.deleteAccountContract,
    previewDeletion: ownData.previewDeletionContract,
    exportData: ownData.exportOwnDataContract,
    sendVerification: accounts.sendVerificationContract,
    confirmEmail: accounts.confirmEmailContract,
    organizations: ownOrganizations.ownOrganizationsContract,
    createOrganization: ownOrganizations.createOrganizationContract,
    switchOrganization: ownOrganizations.switchOrganizationContract,
    leaveOrganization: ownOrganizations.leaveOrganizationContract,
    previewInvitation: invitations.previewInvitationContract,
    acceptInvitation: invitations.acceptInvitationContract,
    authorizedApps: authorizedApps.listAuthorizedAppsContract,
    withdrawConsent: authorizedApps.withdrawConsentContract,
  },
  /** Products, plans and limits of the deployment, for its administrators. */
  catalogue: {
    get: catalogue.getCatalogueContract,
    replace: catalogue.putCatalogueContract,
    plan: catalogue.planCatalogueContract,
    revisions: catalogue.listRevisionsContract,
    revision: catalogue.getRevisionContract,
  },
  tokens: {
    create: tokens.createTokenContract,
    list: tokens.listTokensContract,
    get: tokens.tokenContract,
    update: tokens.updateTokenContract,
    requests: tokens.tokenRequestsContract,
    errors: tokens.tokenErrorsContract,
    delete: tokens.revokeTokenContract,
  },
  apiKeys: {
    create: apiKeys.createApiKeyContract,
    find: findApiKeyContract,
    createMany: bulkKeys.createManyContract,
    import: importKeysContract,
    topUp: topUpKeyContract,
    updateMany: bulkKeys.updateManyContract,
    revokeMany: bulkKeys.revokeManyContract,
    expireMany: bulkKeys.expireManyContract,
    list: apiKeys.listApiKeysContract,
    update: apiKeys.updateApiKeyContract,
    revoke: apiKeys.revokeApiKeyContract,
    delete: apiKeys.deleteApiKeyContract,
    rotate: apiKeys.rotateApiKeyContract,
    usage: keyActivity.apiKeyUsageContract,
    get: apiKeys.apiKeyContract,
    requests: keyActivity.apiKeyRequestsContract,
    errors: keyActivity.apiKeyErrorsContract,
    endpoints: keyActivity.apiKeyEndpointsContract,
    extendOverlap: apiKeys.extendOverlapContract,
  },
  memories: {
    create: memories.createMemoryContract,
    list: memories.listMemoriesContract,
    search: memories.searchMemoriesContract,
    get: memories.getMemoryContract,
    update: memories.updateMemoryContract,
    delete: memories.deleteMemoryContract,
  },
  intelligence: {
    related: intelligence.relatedMemoriesContract,
    topics: intelligence.topicsContract,
    summary: intelligence.summaryContract,
  },
  prompts: {
    create: prompts.createPromptContract,
    list: prompts.listPromptsContract,
    get: prompts.getPromptContract,
    update: prompts.updatePromptContract,
    delete: prompts.deletePromptContract,
    createVersion: prompts.createVersionContract,
    listVersions: prompts.listVersionsContract,
    getVersion: prompts.getVersionContract,
  },
  reports: {
    create: reports.createReportContract,
    list: reports.listReportsContract,
    get: reports.getReportContract,
    rows: reports.listReportRowsContract,
    download: reports.downloadReportContract,
    delete: reports.deleteReportContract,
  },
  datasets: {
    create: datasets.createDatasetContract,
    list: datasets.listDatasetsContract,
    get: datasets.getDatasetContract,
    update: datasets.updateDatasetContract,
    delete: datasets.deleteDatasetContract,
    rows: datasets.listRowsContract,
    appendRows: datasets.appendRowsContract,
    replaceRows: datasets.replaceRowsContract,
  },
  evaluations: {
    create: evaluations.createEvaluationContract,
    list: evaluations.listEvaluationsContract,
    get: evaluations.getEvaluationContract,
    results: evaluations.listResultsContract,
    delete: evaluations.deleteEvaluationContract,
  },
  /** Document 003's form, for the events of prompts. */
  webhooks: {
    create: webhooks.createWebhookContract,
    list: webhooks.listWebhooksContract,
    get: webhooks.getWebhookContract,
    update: webhooks.updateWebhookContract,
    delete: webhooks.deleteWebhookContract,
    rotateSecret: webhooks.rotateSecretContract,
    test: deliveries.testWebhookContract,
    deliveries: deliveries.listDeliveriesContract,
    delivery: deliveries.getDeliveryContract,
    redeliver: deliveries.redeliverContract,
    redeliverFailed: deliveries.redeliverFailedContract,
  },
  /** Document 002's form, for the events of memories. */
  memoryWebhooks: memoryWebhookContracts,
  organization: {
    get: organizations.organizationContract,
    update: organizations.updateOrganizationContract,
    delete: organizations.deleteOrganizationContract,
    members: members.listMembersContract,
    member: members.memberContract,
    changeRole: members.changeRoleContract,
    removeMember: members.removeMemberContract,
    invitations: invitations.listInvitationsContract,
    invite: invitations.inviteContract,
    resendInvitation: invitations.resendInvitationContract,
    revokeInvitation: invitations.revokeInvitationContract,
    policy: policies.policyContract,
    policyViolations: policies.policyViolationsContract,
    domains: domains.listDomainsContract,
    budgets: ownBudgets.listOwnBudgetsContract,
    budget: ownBudgets.ownBudgetContract,
    createBudget: ownBudgets.createOwnBudgetContract,
    updateBudget: ownBudgets.updateOwnBudgetContract,
    deleteBudget: ownBudgets.deleteOwnBudgetContract,
    budgetAlerts: ownBudgets.ownBudgetAlertsContract,
  },
  alerts: {
    list: alerts.listAlertsContract,
    acknowledge: alerts.acknowledgeAlertContract,
    settings: alerts.alertSettingsContract,
    setSettings: alerts.changeAlertSettingsContract,
  },
  events: { list: audit.listEventsContract, verify: audit.verifyEventsContract, export: audit.exportEventsContract },
  usage: { report: usage.publicUsageContract, send: usageEvents.reportUsageContract },
  oauthApps: {
    create: apps.createAppContract,
    list: apps.listAppsContract,
    get: apps.readAppContract,
    update: apps.updateAppContract,
    delete: apps.deleteAppContract,
    addSecret: apps.addSecretContract,
    revokeSecret: apps.revokeSecretContract,
    revokeGrants: apps.revokeGrantsContract,
    users: apps.listAppUsersContract,
    createRegistrationToken: registrationTokens.createRegistrationTokenContract,
    listRegistrationTokens: registrationTokens.listRegistrationTokensContract,
    revokeRegistrationToken: registrationTokens.revokeRegistrationTokenContract,
  },
  keys: {
    verify: dataPlane.verifyKeyContract,
    renewHold: holds.renewHoldContract,
    releaseHold: holds.releaseHoldContract,
  },
  /** What the client's own credential is. */
  caller: { whoami: whoami.whoamiContract },
  keyTemplates: {
    create: keyTemplates.createKeyTemplateContract,
    list: keyTemplates.listKeyTemplatesContract,
    get: keyTemplates.keyTemplateContract,
    update: keyTemplates.updateKeyTemplateContract,
    delete: keyTemplates.deleteKeyTemplateContract,
  },
  customers: {
    create: customers.createCustomerContract,
    list: customers.listCustomersContract,
    get: customers.customerContract,
    update: customers.updateCustomerContract,
    delete: customers.deleteCustomerContract,
    topUp: customers.topUpCustomerContract,
    members: customerMembers.listCustomerMembersContract,
    attachMember: customerMembers.attachMemberContract,
    detachMember: customerMembers.detachMemberContract,
    webhooks: customerWebhooks.listCustomerWebhooksContract,
    deleteWebhook: customerWebhooks.deleteCustomerWebhookContract,
  },
  portal: { open: portal.createPortalSessionContract, close: portal.endPortalSessionContract },
  budgets: {
    create: budgets.createBudgetContract,
    list: budgets.listBudgetsContract,
    get: budgets.budgetContract,
    update: budgets.updateBudgetContract,
    delete: budgets.deleteBudgetContract,
    alerts: budgets.budgetAlertsContract,
  },
  limits: {
    list: limits.listNamespacesContract,
    get: limits.namespaceContract,
    put: limits.putNamespaceContract,
    delete: limits.deleteNamespaceContract,
    take: limits.takeContract,
    peek: limits.peekContract,
    reset: limits.resetContract,
    leases: leases.listLeasesContract,
    acquire: leases.acquireContract,
    renew: leases.renewContract,
    release: leases.releaseContract,
    reservations: reservations.listReservationsContract,
    reserve: reservations.reserveContract,
    settle: reservations.settleContract,
    giveBack: reservations.giveBackContract,
  },
  meters: {
    create: meters.createMeterContract,
    list: meters.listMetersContract,
    get: meters.meterContract,
    update: meters.updateMeterContract,
    delete: meters.deleteMeterContract,
    query: meterQueries.queryMeterContract,
    export: meterQueries.exportMeterContract,
    reconcile: usageReconciliation.reconcileMeterContract,
    periods: usagePeriods.listPeriodsContract,
    periodFile: usagePeriods.periodFileContract,
  },
  managementKeys: {
    create: managementKeys.createManagementKeyContract,
    list: managementKeys.listManagementKeysContract,
    get: managementKeys.managementKeyContract,
    rotate: managementKeys.rotateManagementKeyContract,
    revoke: managementKeys.revokeManagementKeyContract,
  },
  administration: {
    organizations: administration.listOrganizationsContract,
    organization: administration.getOrganizationContract,
    changeOrganization: administration.changeOrganizationContract,
    users: users.listUsersContract,
    user: users.getUserContract,
    changeUser: users.changeUserContract,
    deleteUser: users.deleteUserContract,
    suspendUser: users.suspendUserContract,
    reactivateUser: users.reactivateUserContract,
    requirePasswordReset: users.requirePasswordResetContract,
    userSessions: users.listUserSessionsContract,
    endUserSessions: users.endUserSessionsContract,
    endUserSession: users.endUserSessionContract,
    oauthApps: anyApps.listAnyAppsContract,
    oauthApp: anyApps.readAnyAppContract,
    vouchForApp: anyApps.vouchContract,
    mails: mail.listMailsContract,
    mail: mail.getMailContract,
    revealMail: mail.revealMailContract,
  },
  skills: { list: skills.listSkillsContract },
} as const satisfies Record<string, Record<string, Contract>>;

export type Resources = typeof resources;
