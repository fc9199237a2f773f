import type { Metadata } from "next";
import { cache } from "react";
import { adminThing, adminThingTitle } from "@/app/(dashboard)/dashboard/admin/admin-thing";
import { OrganizationDetail } from "@/components/administration/organization-detail";
import { ToSignIn } from "@/components/layout/to-sign-in";
import type { UserPrincipal } from "@/lib/access/principal";
import { getOrganization } from "@/lib/features/administration/organizations";
import { orNull } from "@/lib/http/or-null";

type Props = { params: Promise<{ id: string }> };

/** Read once a view, for the title and for the page. */
const organizationOf = cache((_: UserPrincipal, id: string) => orNull(getOrganization(id)));
const idOf = ({ params }: Props) => params.then(({ id }) => id);

export function generateMetadata(props: Props): Promise<Metadata> {
  return adminThingTitle(idOf(props), organizationOf, ({ data }) => data.name, "Organizations");
}

export default async function AdminOrganizationPage(props: Props) {
  const found = await adminThing(idOf(props), organizationOf);
  // The layout around this page sends them to sign in.
  if (!found) return <ToSignIn />;
  return <OrganizationDetail id={found.id} />;
}
