import { headers } from "next/headers";
import { redirect } from "next/navigation";
import type { ReactNode } from "react";
import { AppShell } from "@/components/layout/app-shell";
import { QueryProvider } from "@/components/layout/query-provider";
import { planOf } from "@/lib/access/catalogue";
import { getAccountUser } from "@/lib/features/accounts/account-user";
import { getOrganizationName } from "@/lib/features/organizations/organization";
import { pagePrincipal } from "@/lib/http/page-principal";

export default async function DashboardLayout({ children }: { children: ReactNode }) {
  const principal = await pagePrincipal();
  if (!principal) {
    // A layout is not told its path; the middleware hands it over.
    const path = (await headers()).get("x-latchkey-path") ?? "/dashboard";
    redirect(`/sign-in?callbackUrl=${encodeURIComponent(path)}`);
  }
  const [user, organizationName] = await Promise.all([getAccountUser(principal), getOrganizationName(principal)]);
  return (
    <QueryProvider>
      <AppShell
        user={{ name: user.name, email: user.email }}
        organization={{ name: organizationName ?? user.name, planLabel: planOf(principal.plan).label }}
      >
        {children}
      </AppShell>
    </QueryProvider>
  );
}
