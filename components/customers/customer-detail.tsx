"use client";
import { useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { type ReactNode, useState } from "react";
import { PageHeader } from "@/components/layout/page-header";
import { BackLink } from "@/components/ui/back-link";
import { Button } from "@/components/ui/button";
import { OnDemand, partOf } from "@/components/ui/on-demand";
import { OneThing } from "@/components/ui/one-thing";
import type { Customer } from "@/lib/features/customers/contract";
import { type CustomerAction, CustomerStatus } from "./customer-columns";
import { customerQuery } from "./customer-list";
import { CustomerProducts } from "./customer-products";
import { CustomerSettings } from "./customer-settings";
import { customerName } from "./customer-terms";

const customerDialog = partOf(async () => (await import("./customer-dialogs")).CustomerDialog);
const list = "/dashboard/admin/customers";

/** One customer: who they are, what counts for them, and below it what belongs to them. */
export function CustomerDetail({ id, children }: { id: string; children: ReactNode }) {
  const query = useQuery(customerQuery(id));
  return (
    <>
      <BackLink
        above={[{ href: "/dashboard/admin", label: "Administration" }]}
        href={list}
        label="Customers"
        {...(query.data ? { current: customerName(query.data) } : {})}
      />
      <OneThing what="Customer" query={query}>
        {(customer) => <Loaded customer={customer}>{children}</Loaded>}
      </OneThing>
    </>
  );
}

function Loaded({ customer, children }: { customer: Customer; children: ReactNode }) {
  const router = useRouter();
  const [action, setAction] = useState<CustomerAction | null>(null);
  const close = (done: boolean) => {
    setAction(null);
    if (done && action === "delete") router.replace(list);
  };
  return (
    <>
      <PageHeader
        title={customerName(customer)}
        description={
          <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <span className="font-mono break-all">{customer.external_id}</span>
            <CustomerStatus customer={customer} />
          </span>
        }
        actions={
          <>
            <Button onClick={() => setAction("suspend")}>{customer.suspended ? "Reactivate" : "Suspend"}</Button>
            <Button variant="danger" onClick={() => setAction("delete")}>
              Delete
            </Button>
          </>
        }
      />
      <div className="flex flex-col gap-6">
        <CustomerSettings customer={customer} />
        <CustomerProducts customer={customer} />
        {children}
      </div>
      {action && <OnDemand part={customerDialog} action={action} customer={customer} onClose={close} />}
    </>
  );
}
