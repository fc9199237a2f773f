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
        description="Every OAuth app of this deployment. The consent page warns users of an app until an administrator has vouched for it."
      />
      <AdminTabs />
      <AnyAppsView />
    </>
  );
}
