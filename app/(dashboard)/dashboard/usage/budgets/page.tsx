import { Wallet } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { OwnBudgetsView } from "@/components/budgets/budgets-view";
import { PageHeader } from "@/components/layout/page-header";
import { ToSignIn } from "@/components/layout/to-sign-in";
import { BackLink } from "@/components/ui/back-link";
import { buttonClass } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { holdsScope } from "@/lib/access/principal";
import { pagePrincipal } from "@/lib/http/page-principal";

export const metadata: Metadata = { title: "Budgets" };

export default async function OwnBudgetsPage() {
  const principal = await pagePrincipal();
  // The layout around this page sends them to sign in.
  if (!principal) return <ToSignIn />;
  return (
    <>
      <BackLink href="/dashboard/usage" label="Usage" current="Budgets" />
      <PageHeader
        title="Budgets"
        description="How much of a product your organization or its keys may use in a period, beside the limits that it has. Owners and admins are told at thresholds."
      />
      {holdsScope(principal, "organization:admin") ? (
        <OwnBudgetsView />
      ) : (
        <EmptyState
          icon={<Wallet />}
          title="Admins manage budgets"
          body="Making and changing one needs the role Admin. Those that count for you stand among the limits on the usage page."
          action={
            <Link href="/dashboard/usage" className={buttonClass()}>
              See the usage
            </Link>
          }
        />
      )}
    </>
  );
}
