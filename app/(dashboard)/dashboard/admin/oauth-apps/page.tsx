import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { AdminTabs } from "@/components/layout/admin-tabs";
import { PageHeader } from "@/components/layout/page-header";
import { ToSignIn } from "@/components/layout/to-sign-in";
import { AnyAppsView } from "@/components/oauth/any-apps-view";
import { pagePrincipal } from "@/lib/http/page-principal";

export const metadata: Metadata = { title: "OAuth apps of the deployment" };

export default async function AdminOAuthAppsPage() {
  const principal = await pagePrincipal();
  // The layout around this page sends them to sign in.
  if (!principal) return <ToSignIn />;
  if (!principal.instanceAdmin) notFound();
  return (
    <>
      <PageHeader
        title="Administration"
        description="Every OAuth app of this deployment. Users are warned of apps that nobody has vouched for when one asks for their consent."
      />
      <AdminTabs />
      <AnyAppsView />
    </>
  );
}
