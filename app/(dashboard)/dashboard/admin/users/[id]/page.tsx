import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { UserDetail } from "@/components/administration/user-detail";
import { ToSignIn } from "@/components/layout/to-sign-in";
import { pagePrincipal } from "@/lib/http/page-principal";

export const metadata: Metadata = { title: "User" };

export default async function AdminUserPage({ params }: { params: Promise<{ id: string }> }) {
  const [principal, { id }] = await Promise.all([pagePrincipal(), params]);
  // The layout around this page sends them to sign in.
  if (!principal) return <ToSignIn />;
  if (!principal.instanceAdmin) notFound();
  return <UserDetail id={id} ownId={principal.userId} />;
}
