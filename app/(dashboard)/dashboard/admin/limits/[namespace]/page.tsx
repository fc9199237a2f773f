import { notFound } from "next/navigation";
import { adminTitle } from "@/app/(dashboard)/dashboard/admin/admin-title";
import { ToSignIn } from "@/components/layout/to-sign-in";
import { HeldView } from "@/components/limits/held-view";
import { pagePrincipal } from "@/lib/http/page-principal";

type Props = { params: Promise<{ namespace: string }> };

export const generateMetadata = adminTitle("Limit namespace");

export default async function NamespacePage({ params }: Props) {
  const [principal, { namespace }] = await Promise.all([pagePrincipal(), params]);
  // The layout around this page sends them to sign in.
  if (!principal) return <ToSignIn />;
  if (!principal.instanceAdmin) notFound();
  return <HeldView namespace={decodeURIComponent(namespace)} />;
}
