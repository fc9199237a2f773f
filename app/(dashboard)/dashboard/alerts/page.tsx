import type { Metadata } from "next";
import { FirstPage } from "@/app/(dashboard)/dashboard/first-page";
import { alertFilters, alertList } from "@/components/alerts/alert-list";
import { AlertSettingsButton } from "@/components/alerts/alert-settings-button";
import { AlertsView } from "@/components/alerts/alerts-view";
import { PageHeader } from "@/components/layout/page-header";
import { ToSignIn } from "@/components/layout/to-sign-in";
import { type AddressQuery, readAddress } from "@/components/ui/address";
import { holdsScope, type Principal } from "@/lib/access/principal";
import { listAlerts } from "@/lib/features/alerts/alerts";
import { receiverChoices } from "@/lib/features/alerts/receiver-choices";
import { getAlertSettings } from "@/lib/features/alerts/settings";
import { pagePrincipal } from "@/lib/http/page-principal";

export const metadata: Metadata = { title: "Alerts" };

export default async function AlertsPage({ searchParams }: { searchParams: Promise<AddressQuery> }) {
  const [principal, search] = await Promise.all([pagePrincipal(), searchParams]);
  if (!principal) return <ToSignIn />;
  const manages = holdsScope(principal, "organization:admin");
  const setup = manages ? await readSetup(principal) : null;
  return (
    <>
      <PageHeader
        title="Alerts"
        description="Unusual activity of keys, tokens, apps and sessions, compared with their own history."
        actions={<AlertSettingsButton setup={setup} />}
      />
      <FirstPage list={alertList(readAddress(alertFilters, search))} read={(query) => listAlerts(principal, query)}>
        <AlertsView mayAcknowledge={manages} />
      </FirstPage>
    </>
  );
}

async function readSetup(principal: Principal) {
  const [settings, choices] = await Promise.all([getAlertSettings(principal), receiverChoices(principal)]);
  return { settings, ...choices };
}
