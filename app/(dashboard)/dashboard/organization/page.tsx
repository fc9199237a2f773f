import type { Metadata } from "next";
import { PageHeader } from "@/components/layout/page-header";
import { ToSignIn } from "@/components/layout/to-sign-in";
import { OrganizationSettings } from "@/components/organizations/organization-settings";
import { planOf } from "@/lib/access/catalogue";
import { getOrganization } from "@/lib/features/organizations/organization";
import { pagePrincipal } from "@/lib/http/page-principal";

export const metadata: Metadata = { title: "Organization" };

export default async function OrganizationPage() {
  const principal = await pagePrincipal();
  if (!principal) return <ToSignIn />;
  const organization = await getOrganization(principal);
  return (
    <>
      <PageHeader title="Organization" description="What owns the keys, the data, the plan and every limit" />
      <OrganizationSettings
        organization={organization}
        role={principal.role ?? "member"}
        planLabel={planOf(organization.plan).label}
      />
    </>
  );
}
