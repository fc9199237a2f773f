import { Ellipsis, Pause, Play, Trash2 } from "lucide-react";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import type { Column } from "@/components/ui/column";
import { Menu } from "@/components/ui/menu";
import { NameCell } from "@/components/ui/name-cell";
import { RelativeTime } from "@/components/ui/relative-time";
import type { Customer } from "@/lib/features/customers/contract";
import { customerName, productTerms } from "./customer-terms";

export type CustomerAction = "suspend" | "delete";

type Context = { onAction: (action: CustomerAction, customer: Customer) => void };

export const customerColumns: readonly Column<Customer, Context>[] = [
  {
    label: "Name",
    as: "title",
    cell: (customer) => (
      <NameCell
        name={customerName(customer)}
        href={`/dashboard/admin/customers/${encodeURIComponent(customer.id)}`}
        {...(customer.name ? { note: customer.external_id } : {})}
        mono
      />
    ),
  },
  {
    label: "Plans",
    from: "md",
    cell: (customer) => {
      const terms = productTerms(customer).filter(({ isOwn }) => isOwn);
      if (terms.length === 0) return <span className="text-muted">The organization's</span>;
      return terms.map(({ label, summary }) => `${label}: ${summary}`).join(", ");
    },
  },
  { label: "Created", from: "lg", cell: ({ created_at }) => <RelativeTime at={created_at} /> },
  { label: "Status", cell: (customer) => <CustomerStatus customer={customer} /> },
  {
    label: "Actions",
    as: "menu",
    cell: (customer, { onAction }) => (
      <Menu
        trigger={
          <Button variant="ghost" size="sm" aria-label={`Actions for ${customerName(customer)}`} className="px-2">
            <Ellipsis aria-hidden className="size-4" />
          </Button>
        }
        items={[
          {
            label: customer.suspended ? "Reactivate…" : "Suspend…",
            icon: customer.suspended ? <Play aria-hidden /> : <Pause aria-hidden />,
            onSelect: () => onAction("suspend", customer),
          },
          {
            label: "Delete…",
            icon: <Trash2 aria-hidden />,
            danger: true,
            onSelect: () => onAction("delete", customer),
          },
        ]}
      />
    ),
  },
];

/** Whether a customer's keys work. */
export function CustomerStatus({ customer: { suspended } }: { customer: Customer }) {
  return suspended ? <Badge tone="danger">Suspended</Badge> : <Badge tone="success">Active</Badge>;
}
