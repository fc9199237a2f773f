import { AppWindow } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { FirstPage } from "@/app/(dashboard)/dashboard/first-page";
import { PageHeader } from "@/components/layout/page-header";
import { ToSignIn } from "@/components/layout/to-sign-in";
import { appList } from "@/components/oauth/app-lists";
import { OAuthAppsView } from "@/components/oauth/oauth-apps-view";
import { buttonClass } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { ReasonedButton } from "@/components/ui/reasoned-button";
import { holdsScope } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import { listApps } from "@/lib/features/oauth/apps";
import { oauthScopes } from "@/lib/features/oauth/resources";
import { pagePrincipal } from "@/lib/http/page-principal";

export const metadata: Metadata = { title: "OAuth apps" };

export default async function OAuthAppsPage() {
  const principal = await pagePrincipal();
  if (!principal) return <ToSignIn />;
  if (!holdsScope(principal, "organization:admin")) return <AdminsOnly />;
  return (
    <FirstPage list={appList} read={(query) => listApps(principal, query)}>
      <OAuthAppsView scopes={oauthScopes} issuer={runtime().settings.publicUrl} />
    </FirstPage>
  );
}

function AdminsOnly() {
  return (
    <>
      <PageHeader
        title="OAuth apps"
        actions={
          <ReasonedButton variant="primary" reason="This needs the role Admin in the organization">
            Register app
          </ReasonedButton>
        }
      />
      <EmptyState
        icon={<AppWindow />}
        title="Admins manage OAuth apps"
        body="An app acts for the whole organization’s users, so registering one needs the role Admin. Ask an admin of this organization."
        action={
          <Link href="/dashboard/authorized-apps" className={buttonClass()}>
            See what may act for you
          </Link>
        }
      />
    </>
  );
}
