import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { adminThingTitle } from "@/app/(dashboard)/dashboard/admin/admin-title";
import { ToSignIn } from "@/components/layout/to-sign-in";
import { HeldView } from "@/components/limits/held-view";
import { readNamespace } from "@/lib/features/limits/namespaces";
import { pagePrincipal } from "@/lib/http/page-principal";

type Props = { params: Promise<{ namespace: string }> };

export function generateMetadata({ params }: Props): Promise<Metadata> {
  return adminThingTitle(
    params.then(({ namespace }) => decodeURIComponent(namespace)),
    async (principal, namespace) => ({ name: (await readNamespace(principal, namespace)).data.namespace }),
    "Limits",
  );
}

export default async function NamespacePage({ params }: Props) {
  const [principal, { namespace }] = await Promise.all([pagePrincipal(), params]);
  // The layout around this page sends them to sign in.
  if (!principal) return <ToSignIn />;
  if (!principal.instanceAdmin) notFound();
  return <HeldView namespace={decodeURIComponent(namespace)} />;
}
