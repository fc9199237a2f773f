import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { OrganizationDetail } from "@/components/administration/organization-detail";
import { ToSignIn } from "@/components/layout/to-sign-in";
import { pagePrincipal } from "@/lib/http/page-principal";

export const metadata: Metadata = { title: "Organization" };

export default async function AdminOrganizationPage({ params }: { params: Promise<{ id: string }> }) {
  const [principal, { id }] = await Promise.all([pagePrincipal(), params]);
  // The layout around this page sends them to sign in.
  if (!principal) return <ToSignIn />;
  if (!principal.instanceAdmin) notFound();
  return <OrganizationDetail id={id} />;
}
