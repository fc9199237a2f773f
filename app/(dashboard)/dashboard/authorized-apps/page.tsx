import type { Metadata } from "next";
import { FirstPage } from "@/app/(dashboard)/dashboard/first-page";
import { ToSignIn } from "@/components/layout/to-sign-in";
import { authorizedAppList } from "@/components/oauth/app-lists";
import { AuthorizedAppsView } from "@/components/oauth/authorized-apps-view";
import { listAuthorizedApps } from "@/lib/features/oauth/authorized-apps";
import { oauthScopes } from "@/lib/features/oauth/resources";
import { pagePrincipal } from "@/lib/http/page-principal";

export const metadata: Metadata = { title: "Authorized apps" };

export default async function AuthorizedAppsPage() {
  const principal = await pagePrincipal();
  if (!principal) return <ToSignIn />;
  return (
    <FirstPage list={authorizedAppList} read={() => listAuthorizedApps(principal)}>
      <AuthorizedAppsView scopes={oauthScopes} />
    </FirstPage>
  );
}
