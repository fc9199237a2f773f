import type { Metadata } from "next";
import { cache } from "react";
import { adminThing, adminThingTitle } from "@/app/(dashboard)/dashboard/admin/admin-thing";
import { CustomerKeys } from "@/components/api-keys/customer-keys";
import { TargetTrail } from "@/components/audit/target-trail";
import { CustomerDetail } from "@/components/customers/customer-detail";
import { CustomerMembers } from "@/components/customers/customer-members";
import { customerName } from "@/components/customers/customer-terms";
import { ToSignIn } from "@/components/layout/to-sign-in";
import { PortalLinkCard } from "@/components/portal/portal-link-card";
import { TrafficCard } from "@/components/usage/traffic-card";
import { CustomerWebhooks } from "@/components/webhooks/customer-webhooks";
import type { UserPrincipal } from "@/lib/access/principal";
import { readCustomer } from "@/lib/features/customers/list-customers";
import { orNull } from "@/lib/http/or-null";

type Props = { params: Promise<{ id: string }> };

/** Read once a view, for the title and for the page. */
const customerOf = cache((principal: UserPrincipal, id: string) => orNull(readCustomer(principal, id)));
const idOf = ({ params }: Props) => params.then(({ id }) => id);

export function generateMetadata(props: Props): Promise<Metadata> {
  return adminThingTitle(idOf(props), customerOf, ({ data }) => customerName(data), "Customers");
}

export default async function CustomerPage(props: Props) {
  const found = await adminThing(idOf(props), customerOf);
  // The layout around this page sends them to sign in.
  if (!found) return <ToSignIn />;
  const { id, thing: customer } = found;
  return (
    <CustomerDetail id={id}>
      <TrafficCard customerId={id} />
      <CustomerKeys customerId={id} />
      <CustomerMembers customerId={id} />
      <PortalLinkCard externalId={customer.data.external_id} suspended={customer.data.suspended} />
      <CustomerWebhooks customerId={id} />
      <TargetTrail target={id} of="customer" group="customers" />
    </CustomerDetail>
  );
}
