import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { ManagementKeysView } from "@/components/api-keys/management-keys-view";
import { AdminTabs } from "@/components/layout/admin-tabs";
import { PageHeader } from "@/components/layout/page-header";
import { ToSignIn } from "@/components/layout/to-sign-in";
import { pagePrincipal } from "@/lib/http/page-principal";

export const metadata: Metadata = { title: "Management keys" };

export default async function ManagementKeysPage() {
  const principal = await pagePrincipal();
  // The layout around this page sends them to sign in.
  if (!principal) return <ToSignIn />;
  if (!principal.instanceAdmin) notFound();
  return (
    <>
      <PageHeader
        title="Administration"
        description="Keys with which your own backend changes the catalogue and makes customers and API keys."
      />
      <AdminTabs />
      <ManagementKeysView />
    </>
  );
}
