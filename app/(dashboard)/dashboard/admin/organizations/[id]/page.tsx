import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { adminThingTitle } from "@/app/(dashboard)/dashboard/admin/admin-title";
import { OrganizationDetail } from "@/components/administration/organization-detail";
import { ToSignIn } from "@/components/layout/to-sign-in";
import { getOrganization } from "@/lib/features/administration/organizations";
import { pagePrincipal } from "@/lib/http/page-principal";

type Props = { params: Promise<{ id: string }> };

export function generateMetadata({ params }: Props): Promise<Metadata> {
  return adminThingTitle(
    params.then(({ id }) => id),
    async (_, id) => (await getOrganization(id)).data,
    "Organizations",
  );
}

export default async function AdminOrganizationPage({ params }: Props) {
  const [principal, { id }] = await Promise.all([pagePrincipal(), params]);
  // The layout around this page sends them to sign in.
  if (!principal) return <ToSignIn />;
  if (!principal.instanceAdmin) notFound();
  return <OrganizationDetail id={id} />;
}
