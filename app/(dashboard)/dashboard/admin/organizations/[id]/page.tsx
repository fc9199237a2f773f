import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { titleOf } from "@/app/(dashboard)/dashboard/title-of";
import { OrganizationDetail } from "@/components/administration/organization-detail";
import { ToSignIn } from "@/components/layout/to-sign-in";
import type { UserPrincipal } from "@/lib/access/principal";
import { getOrganization } from "@/lib/features/administration/organizations";
import { orNull } from "@/lib/http/or-null";
import { pagePrincipal } from "@/lib/http/page-principal";

type Props = { params: Promise<{ id: string }> };

/** Whoever is no administrator is told of no name. */
export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const read = async ({ instanceAdmin }: UserPrincipal, id: string) =>
    instanceAdmin ? ((await orNull(getOrganization(id)))?.data ?? null) : null;
  return titleOf(params, read, "Organizations");
}

export default async function AdminOrganizationPage({ params }: Props) {
  const [principal, { id }] = await Promise.all([pagePrincipal(), params]);
  // The layout around this page sends them to sign in.
  if (!principal) return <ToSignIn />;
  if (!principal.instanceAdmin) notFound();
  return <OrganizationDetail id={id} />;
}
