import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { CatalogueView } from "@/components/catalogue/catalogue-view";
import { AdminTabs } from "@/components/layout/admin-tabs";
import { PageHeader } from "@/components/layout/page-header";
import { ToSignIn } from "@/components/layout/to-sign-in";
import { pagePrincipal } from "@/lib/http/page-principal";

export const metadata: Metadata = { title: "Catalogue" };

export default async function CataloguePage() {
  const principal = await pagePrincipal();
  // The layout around this page sends them to sign in.
  if (!principal) return <ToSignIn />;
  if (!principal.instanceAdmin) notFound();
  return (
    <>
      <PageHeader
        title="Administration"
        description="Products, scopes, plans and limits of your own, on top of what is shipped."
      />
      <AdminTabs />
      <CatalogueView />
    </>
  );
}
