import type { Metadata } from "next";
import { cache } from "react";
import { adminThing, adminThingTitle } from "@/app/(dashboard)/dashboard/admin/admin-thing";
import { ToSignIn } from "@/components/layout/to-sign-in";
import { HeldView } from "@/components/limits/held-view";
import type { UserPrincipal } from "@/lib/access/principal";
import { readNamespace } from "@/lib/features/limits/namespaces";
import { orNull } from "@/lib/http/or-null";

type Props = { params: Promise<{ namespace: string }> };

/** Read once a view, for the title and for the page. */
const namespaceOf = cache((principal: UserPrincipal, namespace: string) => orNull(readNamespace(principal, namespace)));
const idOf = ({ params }: Props) => params.then(({ namespace }) => decodeURIComponent(namespace));

export function generateMetadata(props: Props): Promise<Metadata> {
  return adminThingTitle(idOf(props), namespaceOf, ({ data }) => data.namespace, "Limits");
}

export default async function NamespacePage(props: Props) {
  const found = await adminThing(idOf(props), namespaceOf);
  // The layout around this page sends them to sign in.
  if (!found) return <ToSignIn />;
  return <HeldView namespace={found.id} />;
}
