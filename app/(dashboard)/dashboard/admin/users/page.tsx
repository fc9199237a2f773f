import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { UsersView } from "@/components/administration/users-view";
import { AdminTabs } from "@/components/layout/admin-tabs";
import { PageHeader } from "@/components/layout/page-header";
import { ToSignIn } from "@/components/layout/to-sign-in";
import { pagePrincipal } from "@/lib/http/page-principal";

export const metadata: Metadata = { title: "Users" };

export default async function AdminUsersPage() {
  const principal = await pagePrincipal();
  // The layout around this page sends them to sign in.
  if (!principal) return <ToSignIn />;
  if (!principal.instanceAdmin) notFound();
  return (
    <>
      <PageHeader
        title="Administration"
        description="Everybody who registered here, and who administers this deployment."
      />
      <AdminTabs />
      <UsersView ownId={principal.userId} />
    </>
  );
}
