import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { OrganizationsView } from "@/components/administration/organizations-view";
import { AdminTabs } from "@/components/layout/admin-tabs";
import { PageHeader } from "@/components/layout/page-header";
import { ToSignIn } from "@/components/layout/to-sign-in";
import { productOf } from "@/lib/access/catalogue";
import { pagePrincipal } from "@/lib/http/page-principal";

export const metadata: Metadata = { title: "Administration" };

export default async function AdminOrganizationsPage() {
  const principal = await pagePrincipal();
  // The layout around this page sends them to sign in.
  if (!principal) return <ToSignIn />;
  if (!principal.instanceAdmin) notFound();
  return (
    <>
      <PageHeader
        title="Administration"
        description="Every organization of this deployment: plans, and limits of its own for those on Enterprise."
      />
      <AdminTabs />
      <OrganizationsView />
      <p className="mt-6 text-sm text-pretty text-muted">
        Gateways and servers that verify keys of every organization use a key of the product{" "}
        {productOf("service").label}. Administrators make one under{" "}
        <Link href="/dashboard/api-keys?create=1" className="font-medium text-accent-text hover:underline">
          API keys
        </Link>
        .
      </p>
    </>
  );
}
