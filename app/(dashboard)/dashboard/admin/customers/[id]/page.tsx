import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { adminThingTitle } from "@/app/(dashboard)/dashboard/admin/admin-title";
import { CustomerKeys } from "@/components/api-keys/customer-keys";
import { TargetTrail } from "@/components/audit/target-trail";
import { CustomerDetail } from "@/components/customers/customer-detail";
import { CustomerMembers } from "@/components/customers/customer-members";
import { customerName } from "@/components/customers/customer-terms";
import { ToSignIn } from "@/components/layout/to-sign-in";
import { PortalLinkCard } from "@/components/portal/portal-link-card";
import { TrafficCard } from "@/components/usage/traffic-card";
import { CustomerWebhooks } from "@/components/webhooks/customer-webhooks";
import { readCustomer } from "@/lib/features/customers/list-customers";
import { orNull } from "@/lib/http/or-null";
import { pagePrincipal } from "@/lib/http/page-principal";

type Props = { params: Promise<{ id: string }> };

export function generateMetadata({ params }: Props): Promise<Metadata> {
  return adminThingTitle(
    params.then(({ id }) => id),
    async (principal, id) => ({ name: customerName((await readCustomer(principal, id)).data) }),
    "Customers",
  );
}

export default async function CustomerPage({ params }: Props) {
  const [principal, { id }] = await Promise.all([pagePrincipal(), params]);
  // The layout around this page sends them to sign in.
  if (!principal) return <ToSignIn />;
  if (!principal.instanceAdmin) notFound();
  const customer = await orNull(readCustomer(principal, id));
  return (
    <CustomerDetail id={id}>
      <TrafficCard customerId={id} />
      <CustomerKeys customerId={id} />
      <CustomerMembers customerId={id} />
      {customer && <PortalLinkCard externalId={customer.data.external_id} suspended={customer.data.suspended} />}
      <CustomerWebhooks customerId={id} />
      <TargetTrail target={id} of="customer" group="customers" />
    </CustomerDetail>
  );
}
