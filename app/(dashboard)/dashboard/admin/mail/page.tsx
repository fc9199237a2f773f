import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { AdminTabs } from "@/components/layout/admin-tabs";
import { PageHeader } from "@/components/layout/page-header";
import { ToSignIn } from "@/components/layout/to-sign-in";
import { MailView } from "@/components/mail/mail-view";
import { pagePrincipal } from "@/lib/http/page-principal";

export const metadata: Metadata = { title: "Mail" };

export default async function AdminMailPage() {
  const principal = await pagePrincipal();
  // The layout around this page sends them to sign in.
  if (!principal) return <ToSignIn />;
  if (!principal.instanceAdmin) notFound();
  return (
    <>
      <PageHeader title="Administration" description="What this deployment writes to people. Kept for 30 days." />
      <AdminTabs />
      <MailView />
    </>
  );
}
