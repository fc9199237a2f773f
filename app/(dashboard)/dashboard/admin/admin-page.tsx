import { notFound } from "next/navigation";
import type { ReactNode } from "react";
import { AdminTabs } from "@/components/layout/admin-tabs";
import { PageHeader } from "@/components/layout/page-header";
import { ToSignIn } from "@/components/layout/to-sign-in";
import { pagePrincipal } from "@/lib/http/page-principal";

/** A page of the administration, under its tabs: not found for all who do not administer the deployment. */
export async function AdminPage({
  description,
  children,
}: {
  description: string;
  /** What stands under the tabs; a function is told who reads it. */
  children: ReactNode | ((reader: NonNullable<Awaited<ReturnType<typeof pagePrincipal>>>) => ReactNode);
}) {
  const principal = await pagePrincipal();
  // The layout around this page sends them to sign in.
  if (!principal) return <ToSignIn />;
  if (!principal.instanceAdmin) notFound();
  return (
    <>
      <PageHeader title="Administration" description={description} />
      <AdminTabs />
      {typeof children === "function" ? children(principal) : children}
    </>
  );
}
