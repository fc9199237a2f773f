import type { Metadata } from "next";
import { cache } from "react";
import { adminThing, adminThingTitle } from "@/app/(dashboard)/dashboard/admin/admin-thing";
import { UserDetail } from "@/components/administration/user-detail";
import { ToSignIn } from "@/components/layout/to-sign-in";
import type { UserPrincipal } from "@/lib/access/principal";
import { getUser } from "@/lib/features/administration/user-detail";
import { orNull } from "@/lib/http/or-null";

type Props = { params: Promise<{ id: string }> };

/** Read once a view, for the title and for the page. */
const userOf = cache((_: UserPrincipal, id: string) => orNull(getUser(id)));
const idOf = ({ params }: Props) => params.then(({ id }) => id);

export function generateMetadata(props: Props): Promise<Metadata> {
  return adminThingTitle(idOf(props), userOf, ({ data }) => data.name, "Users");
}

export default async function AdminUserPage(props: Props) {
  const found = await adminThing(idOf(props), userOf);
  // The layout around this page sends them to sign in.
  if (!found) return <ToSignIn />;
  return <UserDetail id={found.id} ownId={found.principal.userId} />;
}
