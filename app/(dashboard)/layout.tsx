import { cookies } from "next/headers";
import type { ReactNode } from "react";
import { ConfirmIdentity } from "@/components/accounts/confirm-identity";
import { SessionEnded } from "@/components/accounts/session-ended";
import { AppShell } from "@/components/layout/app-shell";
import { foldedCookie, foldedOf } from "@/components/layout/folded-groups";
import { NavNotesProvider } from "@/components/layout/nav-notes";
import { QueryProvider } from "@/components/layout/query-provider";
import { ToSignIn } from "@/components/layout/to-sign-in";
import { WithCatalogue } from "@/components/layout/with-catalogue";
import { OrganizationSwitcher } from "@/components/organizations/organization-switcher";
import { CommandsProvider } from "@/components/search/commands-provider";
import { tokenAllowance } from "@/components/tokens/token-allowance";
import { rowDensityCookie, rowDensityOf } from "@/components/ui/row-density";
import { RowDensityProvider } from "@/components/ui/row-density-provider";
import { ToastProvider } from "@/components/ui/toast";
import { planOf } from "@/lib/access/catalogue";
import { visitingUser } from "@/lib/features/accounts/account-user";
import { countOpenAlerts } from "@/lib/features/alerts/alerts";
import { unprovedInviter } from "@/lib/features/organizations/invitations-contract";
import { getOrganizationName } from "@/lib/features/organizations/organization";
import { listOwnOrganizations } from "@/lib/features/organizations/own-organizations";
import { accountPrincipal } from "@/lib/http/page-principal";
import { readerOf } from "@/lib/http/page-reader";

export default async function DashboardLayout({ children }: { children: ReactNode }) {
  const principal = await accountPrincipal();
  if (!principal) return <ToSignIn />;
  const [user, organizationName, own, openAlerts, jar] = await Promise.all([
    visitingUser(principal),
    getOrganizationName(principal),
    listOwnOrganizations(principal, { limit: 100 }),
    countOpenAlerts(principal),
    cookies(),
  ]);
  // Deleted since they were let in.
  if (!user) return <ToSignIn />;
  const { label: planLabel, tokensPerUser } = planOf(principal.plan);
  const barred = {
    // How many there are is for their own page to count.
    token: tokenAllowance(0, tokensPerUser, planLabel).blocked,
    invitation: user.emailVerified ? null : unprovedInviter,
  };
  return (
    <WithCatalogue>
      {/* What one user has read and typed in one organization is not shown, and not sent, as another or elsewhere. */}
      <QueryProvider key={readerOf(principal)}>
        <ToastProvider>
          <NavNotesProvider
            notes={{ openAlerts, instanceAdmin: principal.instanceAdmin, role: principal.role ?? "member", barred }}
          >
            <RowDensityProvider remembered={rowDensityOf(jar.get(rowDensityCookie)?.value)}>
              <CommandsProvider>
                <AppShell
                  user={{ name: user.name, email: user.email }}
                  organization={
                    <OrganizationSwitcher
                      current={{ name: organizationName ?? user.name, planLabel }}
                      organizations={own.data}
                    />
                  }
                  folded={foldedOf(jar.get(foldedCookie)?.value)}
                >
                  {children}
                </AppShell>
              </CommandsProvider>
            </RowDensityProvider>
            <ConfirmIdentity />
            <SessionEnded as={{ userId: principal.userId, organizationId: principal.organizationId }} />
          </NavNotesProvider>
        </ToastProvider>
      </QueryProvider>
    </WithCatalogue>
  );
}
