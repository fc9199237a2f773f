"use client";
import { Handshake } from "lucide-react";
import { useState } from "react";
import { AddButton } from "@/components/ui/add-button";
import { FilterBar } from "@/components/ui/filter-bar";
import { TableList } from "@/components/ui/table-list";
import { useAddress } from "@/components/ui/use-address";
import { useList } from "@/components/ui/use-list";
import type { Customer } from "@/lib/features/customers/contract";
import { CreateCustomerDialog } from "./create-customer-dialog";
import { type CustomerAction, customerColumns } from "./customer-columns";
import { CustomerDialog } from "./customer-dialogs";
import { customerFilters, customerList } from "./customer-list";

const states = [
  { value: "", label: "All" },
  { value: "false", label: "Active" },
  { value: "true", label: "Suspended" },
];

/** The customers of the organization: made, found, suspended and deleted. */
export function CustomersView() {
  const address = useAddress(customerFilters);
  const list = useList(customerList(address.values));
  const [creating, setCreating] = useState(false);
  const [target, setTarget] = useState<{ action: CustomerAction; customer: Customer } | null>(null);
  return (
    <>
      <div className="mb-4 flex sm:justify-end">
        <AddButton variant="primary" onClick={() => setCreating(true)}>
          Create customer
        </AddButton>
      </div>
      <TableList
        list={list}
        nouns={["customer", "customers"]}
        columns={customerColumns}
        rowKey={({ id }) => id}
        context={{
          onAction: (action: CustomerAction, customer: Customer) => setTarget({ action, customer }),
        }}
        address={address}
        filters={
          <FilterBar
            address={address}
            controls={[
              { as: "search", name: "search", label: "Search customers", placeholder: "Name or external ID" },
              { as: "select", name: "suspended", label: "Status", options: states },
            ]}
          />
        }
        empty={{
          icon: <Handshake />,
          title: "No customers",
          body: "A customer is whom you sell your API to: their keys share limits of their own, and stop together.",
        }}
      />
      <CreateCustomerDialog open={creating} onClose={() => setCreating(false)} />
      {target && <CustomerDialog {...target} onClose={() => setTarget(null)} />}
    </>
  );
}
