import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { adminThingTitle } from "@/app/(dashboard)/dashboard/admin/admin-title";
import { UserDetail } from "@/components/administration/user-detail";
import { ToSignIn } from "@/components/layout/to-sign-in";
import { getUser } from "@/lib/features/administration/user-detail";
import { pagePrincipal } from "@/lib/http/page-principal";

type Props = { params: Promise<{ id: string }> };

export function generateMetadata({ params }: Props): Promise<Metadata> {
  return adminThingTitle(
    params.then(({ id }) => id),
    async (_, id) => (await getUser(id)).data,
    "Users",
  );
}

export default async function AdminUserPage({ params }: Props) {
  const [principal, { id }] = await Promise.all([pagePrincipal(), params]);
  // The layout around this page sends them to sign in.
  if (!principal) return <ToSignIn />;
  if (!principal.instanceAdmin) notFound();
  return <UserDetail id={id} ownId={principal.userId} />;
}
