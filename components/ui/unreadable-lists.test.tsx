import { onlineManager } from "@tanstack/react-query";
import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, onTestFinished, test, vi } from "vitest";
import { FactorsCard } from "@/components/accounts/factors-card";
import { SignInMethodsCard } from "@/components/accounts/sign-in-methods";
import { OrganizationDetail } from "@/components/administration/organization-detail";
import { OrganizationsView } from "@/components/administration/organizations-view";
import { UserDetail } from "@/components/administration/user-detail";
import { UsersView } from "@/components/administration/users-view";
import { AlertsView } from "@/components/alerts/alerts-view";
import { ApiKeysView } from "@/components/api-keys/api-keys-view";
import { CustomerKeys } from "@/components/api-keys/customer-keys";
import { KeyOpens } from "@/components/api-keys/key-opens";
import { KeyTemplatesView } from "@/components/api-keys/key-templates-view";
import { ManagementKeysView } from "@/components/api-keys/management-keys-view";
import { AccountActivity } from "@/components/audit/account-activity";
import { AuditView } from "@/components/audit/audit-view";
import { TargetTrail } from "@/components/audit/target-trail";
import { BudgetAlertsDialog } from "@/components/budgets/budget-dialogs";
import { BudgetsView, OwnBudgetsView } from "@/components/budgets/budgets-view";
import { CountingBudgets } from "@/components/budgets/counting-budgets";
import { CatalogueView } from "@/components/catalogue/catalogue-view";
import { CustomerDetail } from "@/components/customers/customer-detail";
import { CustomerMembers } from "@/components/customers/customer-members";
import { CustomersView } from "@/components/customers/customers-view";
import { DatasetsView } from "@/components/datasets/datasets-view";
import { EvaluationsView } from "@/components/evaluations/evaluations-view";
import { HeldView } from "@/components/limits/held-view";
import { NamespacesView } from "@/components/limits/namespaces-view";
import { MailView } from "@/components/mail/mail-view";
import { MemoriesView } from "@/components/memories/memories-view";
import { MeterDetail } from "@/components/metering/meter-detail";
import { MetersView } from "@/components/metering/meters-view";
import { AnyAppsView } from "@/components/oauth/any-apps-view";
import { AuthorizedAppsView } from "@/components/oauth/authorized-apps-view";
import { OAuthAppsView } from "@/components/oauth/oauth-apps-view";
import { SignInCard } from "@/components/organizations/sign-in-card";
import { TeamView } from "@/components/organizations/team-view";
import { PromptsView } from "@/components/prompts/prompts-view";
import { ReportsView } from "@/components/reports/reports-view";
import { TokensView } from "@/components/tokens/tokens-view";
import { LatestRequestsCard } from "@/components/usage/latest-requests-card";
import { QuotaList } from "@/components/usage/quota-list";
import { TopKeysCard } from "@/components/usage/top-keys-card";
import { TrafficCard } from "@/components/usage/traffic-card";
import { UsageView } from "@/components/usage/usage-view";
import { CustomerWebhooks } from "@/components/webhooks/customer-webhooks";
import { WebhooksView } from "@/components/webhooks/webhooks-view";
import type { AdminUserDetail } from "@/lib/features/administration/user-contract";
import { dashboardApiKeyContracts as contracts } from "@/lib/features/api-keys/contract";
import type { Budget } from "@/lib/features/budgets/contract";
import { call } from "@/lib/http/call";
import { type Answer, answerCalls } from "@/lib/testing/answer-calls";
import { listedPrompt } from "@/lib/testing/listed-prompt";
import { renderPage } from "@/lib/testing/render-page";
import { listOf } from "./list-source";
import { RefusalsCard } from "./refusals-card";
import { RequestsCard } from "./requests-card";

const product = {
  id: "prompts" as const,
  label: "Prompts",
  description: "",
  environments: ["production" as const],
  scopes: [],
  roles: [],
  perMinute: null,
  examples: [],
};

const role = "owner" as const;

const pages = {
  "API keys": <ApiKeysView products={[product]} prefixes={[]} />,
  "management keys": <ManagementKeysView />,
  tokens: <TokensView planLabel="Free" />,
  prompts: <PromptsView />,
  memories: <MemoriesView />,
  evaluations: <EvaluationsView prompt={null} dataset={null} />,
  datasets: <DatasetsView />,
  reports: <ReportsView />,
  webhooks: <WebhooksView mayManage />,
  "OAuth apps": <OAuthAppsView scopes={[]} issuer="https://latchkey.test" />,
  "authorized apps": <AuthorizedAppsView scopes={[]} />,
  team: <TeamView organization="Acme" role={role} proved mailed />,
  alerts: <AlertsView mayAcknowledge />,
  "audit log": <AuditView />,
  "account activity": <AccountActivity />,
  usage: <UsageView byCustomer={false} budgets={null} />,
  customers: <CustomersView />,
  catalogue: <CatalogueView />,
  organizations: <OrganizationsView />,
  users: <UsersView ownId="usr_1" />,
  "apps of all": <AnyAppsView />,
  mail: <MailView />,
  "key templates": <KeyTemplatesView products={[product]} barred={null} />,
  "limit namespaces": <NamespacesView />,
  "the deployment's budgets": <BudgetsView />,
  "an organization's own budgets": <OwnBudgetsView />,
  "budgets among limits": <CountingBudgets />,
  meters: <MetersView />,
  "a meter": <MeterDetail meterKey="tokens" />,
  "a namespace": <HeldView namespace="renders" />,
  "a customer": <CustomerDetail id="cus_1">{null}</CustomerDetail>,
  "a user": <UserDetail id="usr_2" ownId="usr_1" />,
  "an organization": <OrganizationDetail id="org_1" />,
  "domains of an organization": <SignInCard role={role} />,
  "second factors": <FactorsCard />,
  "ways to sign in": <SignInMethodsCard outcome={null} />,
  "the last requests": <LatestRequestsCard />,
  "the top keys": <TopKeysCard />,
  "the week's traffic": <TrafficCard />,
  limits: <QuotaList />,
};

const tooMany: Answer = {
  status: 429,
  headers: { "retry-after": "40" },
  body: { error: { code: "RATE_LIMITED", message: "Too many requests" } },
};

describe.each(Object.entries(pages))("the page of %s", (_, page) => {
  it("says that what it shows could not be read, is neither empty nor 0, and reads it again by Retry", async () => {
    const calls = answerCalls(() => tooMany);
    const { container } = renderPage(page);
    const alerts = await screen.findAllByRole("alert");
    const [alert] = alerts.filter(({ textContent }) => /unavailable/i.test(textContent ?? ""));
    expect(alerts.map(({ textContent }) => textContent).join()).toMatch(/unavailable/i);
    if (!alert) return;
    expect(alert.textContent).toContain("Try again in 40 seconds");
    expect(container.textContent).not.toMatch(/\bNo [a-z ]+ yet\b|\b0 (keys|prompts|memories|members|events|requests)/);
    const before = calls.length;
    await userEvent.click(within(alert).getByRole("button", { name: "Retry" }));
    await waitFor(() => expect(calls.length).toBeGreaterThan(before));
  });
});

const at = "2026-06-01T00:00:00.000Z";
const renders = { namespace: "renders", description: "", windows: [], concurrency: 5, overrides: [] };
const ada = { id: "cus_1", external_id: "user_42", name: "Ada", metadata: {}, plans: {}, limits: {}, credits: null };
const tokens = { key: "tokens", name: "Tokens", event_type: "used", aggregation: "count", group_by: [], period: "day" };
const grace: AdminUserDetail = {
  ...{ id: "usr_2", email: "grace@example.test", name: "Grace", email_verified: true, instance_admin: false },
  ...{ suspended_at: null, organizations: 0, created_at: at, password_reset_required_at: null },
  ...{ last_administrator: false, memberships: [] },
  factors: { password: true, providers: [], authenticator: null, passkeys: [], recovery_codes_left: 0 },
  access: {
    ...{ sessions: 0, authorized_apps: 0, tokens: 0, own_keys: 0, organization_keys: 0, attended_keys: 0 },
    invitations: 0,
  },
};

/** Things that can be read, and what their pages show of what cannot. */
const things = {
  "a meter": {
    page: <MeterDetail meterKey="tokens" />,
    path: /\/meters\/tokens$/,
    thing: tokens,
    unread: ["Usage", "Rows"],
  },
  "a namespace": {
    page: <HeldView namespace="renders" />,
    path: /\/limits\/renders$/,
    thing: renders,
    unread: ["Leases"],
  },
  "a customer": {
    page: (
      <CustomerDetail id="cus_1">
        <TrafficCard customerId="cus_1" />
        <CustomerKeys customerId="cus_1" />
        <CustomerMembers customerId="cus_1" />
        <CustomerWebhooks customerId="cus_1" />
        <TargetTrail target="cus_1" of="customer" group="customers" />
      </CustomerDetail>
    ),
    path: /\/customers\/cus_1$/,
    thing: { ...ada, suspended: false, suspended_at: null, created_at: at, updated_at: at },
    unread: ["Usage", "API keys", "Members", "Endpoints", "Audit trail"],
  },
  "a user": {
    page: <UserDetail id="usr_2" ownId="usr_1" />,
    path: /\/users\/usr_2$/,
    thing: grace,
    unread: ["Sessions"],
  },
};

test.each(Object.entries(things))(
  "the page of %s that could be read says which of its lists could not",
  async (_, { page, path, thing, unread }) => {
    answerCalls((call) => (path.test(call.path) ? { status: 200, body: { data: thing } } : tooMany));
    renderPage(page);
    await screen.findByRole("heading", { level: 1 });
    for (const what of unread)
      expect(await screen.findByRole("heading", { name: `${what} unavailable` })).toBeDefined();
    expect(screen.getAllByRole("alert")).toHaveLength(unread.length);
  },
);

const failures: [what: string, answer: Answer, says: RegExp][] = [
  ["an error of the server", { status: 500 }, /Something went wrong\. Try again\./],
  ["a busy server", { status: 503, headers: { "retry-after": "7" } }, /The server is busy\. Try again in 7 seconds\./],
  ["an answer that breaks off", { status: 200, cutOff: true }, /could not be reached/],
  ["no network", "connection lost", /could not be reached\. Check your connection/],
];

test.each(failures)(
  "after %s a list says what to do, and shows its rows once they can be read",
  async (_, answer, says) => {
    let isWell = false;
    answerCalls(() => (isWell ? { status: 200, body: { data: [listedPrompt], next_cursor: null, total: 1 } } : answer));
    renderPage(<PromptsView />, "/dashboard/prompts");
    // Twice tried again by itself, a second and two seconds later.
    const alert = await screen.findByRole("alert", {}, { timeout: 20_000 });
    expect(alert.textContent).toMatch(says);
    isWell = true;
    await userEvent.click(within(alert).getByRole("button", { name: "Retry" }));
    expect(await screen.findByRole("link", { name: /Greeting/ }, { timeout: 20_000 })).toBeDefined();
    expect(screen.queryByRole("alert")).toBeNull();
  },
);

const request = {
  ...{ id: "1", at, endpoint: "GET /v1/prompts", product: "prompts", productLabel: "Prompts", status: 403 },
  ...{ environment: "production", code: "FORBIDDEN", meaning: null, remedy: null, latencyMs: 1.5, requests: 2 },
  ...{ address: null, agent: null, credentialId: "key_1", credential: "CI", lastDay: "2026-06-01" },
};
const params = { id: "key_1" };
const event = { id: "evt_1", type: "key.updated", description: "It was changed", actor: null, credential: null };
const spend: Budget = {
  ...{ id: "bgt_1", name: "spend", of: "organization", subject: null, subject_label: "Studio", product: "prompts" },
  ...{ environment: "production", per: "7d", rolling: true, amount: 10_000, hard: true, thresholds: [50] },
  ...{ mail_to: [], progress: null, created_at: at, updated_at: at },
};
const told = { owner: "org_1", owner_label: null, percent: 50, used: 5_000, amount: 10_000, told_at: at };

/** Lists that were read, and what of their rows is in view. */
const renewed = {
  prompts: { page: <PromptsView />, data: [listedPrompt], shown: /Greeting/ },
  "a key's last requests": {
    page: <RequestsCard listFor={(query) => listOf("api-keys", contracts.requests, { params, query })} />,
    data: [request],
    shown: /GET \/v1\/prompts/,
  },
  "a key's errors": {
    page: (
      <RefusalsCard
        queryKey={["errors"]}
        read={(query, options) => call(contracts.errors, { params, query }, options)}
      />
    ),
    data: [request],
    shown: /GET \/v1\/prompts/,
  },
  "what a key opens": {
    page: <KeyOpens keyId="key_1" />,
    data: { endpoints: [{ method: "GET", path: "/v1/prompts", summary: "List prompts" }], stopped: null },
    shown: /List prompts/,
  },
  "an audit trail": {
    page: <TargetTrail target="key_1" of="key" group="api-keys" />,
    data: [{ ...event, address: null, created_at: at, data: {} }],
    shown: /It was changed/,
  },
  "an organization's last requests": { page: <LatestRequestsCard />, data: [request], shown: /GET \/v1\/prompts/ },
  "a budget's alerts": {
    page: <BudgetAlertsDialog level="deployment" budget={spend} onClose={() => {}} />,
    data: [told],
    shown: /50%: 5,000 of 10,000/,
  },
  "budgets among limits": {
    page: <CountingBudgets />,
    data: [{ ...spend, made_by: "deployment", changeable: false }],
    shown: /spend/,
  },
};

test.each(Object.entries(renewed))(
  "the list of %s that could not be renewed stays, says that it may be out of date, and is renewed by Retry",
  async (_, { page, data, shown }) => {
    let isWell = true;
    const calls = answerCalls(() =>
      isWell ? { status: 200, body: { data, next_cursor: null, total: 1, kept: true, truncated: false } } : tooMany,
    );
    renderPage(page);
    await screen.findByText(shown, {}, { timeout: 20_000 });
    isWell = false;
    // Some time later, back from another window.
    const laterMs = Date.now() + 60_000;
    const clock = vi.spyOn(Date, "now").mockImplementation(() => laterMs);
    onTestFinished(() => clock.mockRestore());
    onlineManager.setOnline(false);
    onlineManager.setOnline(true);
    const alert = await screen.findByRole("alert");
    expect(alert.textContent).toMatch(/may be out of date. Too many requests. Try again in 40 seconds/);
    expect(screen.getByText(shown)).toBeDefined();
    isWell = true;
    const before = calls.length;
    await userEvent.click(within(alert).getByRole("button", { name: "Retry" }));
    await waitFor(() => expect(screen.queryByRole("alert")).toBeNull());
    expect(calls.length).toBeGreaterThan(before);
  },
);

test("offline a list fails at once instead of waiting unseen", async () => {
  onlineManager.setOnline(false);
  onTestFinished(() => onlineManager.setOnline(true));
  answerCalls(() => "connection lost");
  renderPage(<PromptsView />, "/dashboard/prompts");
  expect((await screen.findByRole("alert", {}, { timeout: 20_000 })).textContent).toMatch(/could not be reached/);
});
