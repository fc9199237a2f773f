import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { titleOf } from "@/app/(dashboard)/dashboard/title-of";
import { UserDetail } from "@/components/administration/user-detail";
import { ToSignIn } from "@/components/layout/to-sign-in";
import type { UserPrincipal } from "@/lib/access/principal";
import { getUser } from "@/lib/features/administration/user-detail";
import { orNull } from "@/lib/http/or-null";
import { pagePrincipal } from "@/lib/http/page-principal";

type Props = { params: Promise<{ id: string }> };

/** Whoever is no administrator is told of no name. */
export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const read = async ({ instanceAdmin }: UserPrincipal, id: string) =>
    instanceAdmin ? ((await orNull(getUser(id)))?.data ?? null) : null;
  return titleOf(params, read, "Users");
}

export default async function AdminUserPage({ params }: Props) {
  const [principal, { id }] = await Promise.all([pagePrincipal(), params]);
  // The layout around this page sends them to sign in.
  if (!principal) return <ToSignIn />;
  if (!principal.instanceAdmin) notFound();
  return <UserDetail id={id} ownId={principal.userId} />;
}
