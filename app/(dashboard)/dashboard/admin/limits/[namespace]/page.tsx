import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { ToSignIn } from "@/components/layout/to-sign-in";
import { HeldView } from "@/components/limits/held-view";
import { pagePrincipal } from "@/lib/http/page-principal";

type Props = { params: Promise<{ namespace: string }> };

export const metadata: Metadata = { title: "Limit namespace" };

export default async function NamespacePage({ params }: Props) {
  const [principal, { namespace }] = await Promise.all([pagePrincipal(), params]);
  // The layout around this page sends them to sign in.
  if (!principal) return <ToSignIn />;
  if (!principal.instanceAdmin) notFound();
  return <HeldView namespace={decodeURIComponent(namespace)} />;
}
