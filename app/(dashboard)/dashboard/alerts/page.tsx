import type { Metadata } from "next";
import { FirstPage } from "@/app/(dashboard)/dashboard/first-page";
import { alertFilters, alertList } from "@/components/alerts/alert-list";
import { AlertsView } from "@/components/alerts/alerts-view";
import { PageHeader } from "@/components/layout/page-header";
import { ToSignIn } from "@/components/layout/to-sign-in";
import { type AddressQuery, readAddress } from "@/components/ui/address";
import { holdsScope } from "@/lib/access/principal";
import { listAlerts } from "@/lib/features/alerts/alerts";
import { pagePrincipal } from "@/lib/http/page-principal";

export const metadata: Metadata = { title: "Alerts" };

export default async function AlertsPage({ searchParams }: { searchParams: Promise<AddressQuery> }) {
  const [principal, search] = await Promise.all([pagePrincipal(), searchParams]);
  if (!principal) return <ToSignIn />;
  return (
    <>
      <PageHeader
        title="Alerts"
        description="Unusual activity of keys, tokens, apps and sessions, compared with their own history."
      />
      <FirstPage list={alertList(readAddress(alertFilters, search))} read={(query) => listAlerts(principal, query)}>
        <AlertsView mayAcknowledge={holdsScope(principal, "organization:admin")} />
      </FirstPage>
    </>
  );
}
