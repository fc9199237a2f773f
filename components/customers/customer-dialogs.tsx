"use client";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { type Customer, deleteCustomerContract, updateCustomerContract } from "@/lib/features/customers/contract";
import { call } from "@/lib/http/call";
import type { CustomerAction } from "./customer-columns";
import { useRefreshCustomers } from "./customer-list";
import { customerName } from "./customer-terms";

type Props = { customer: Customer; onClose: (done: boolean) => void };

/** Asks before something is done to a customer as a whole. */
export function CustomerDialog({ action, ...props }: Props & { action: CustomerAction }) {
  return action === "delete" ? <DeleteCustomerDialog {...props} /> : <SuspendCustomerDialog {...props} />;
}

function SuspendCustomerDialog({ customer, onClose }: Props) {
  const [name, suspended] = [customerName(customer), !customer.suspended];
  return (
    <ConfirmDialog
      danger={suspended}
      title={suspended ? `Suspend “${name}”?` : `Reactivate “${name}”?`}
      confirmLabel={suspended ? "Suspend customer" : "Reactivate customer"}
      action={() => call(updateCustomerContract, { params: { id: customer.id }, body: { suspended } })}
      saved={() => ({
        title: suspended ? `“${name}” is suspended` : `“${name}” is active`,
        description: suspended
          ? "Their keys and members stop everywhere within a second."
          : "Their keys and members work again.",
      })}
      refresh={useRefreshCustomers()}
      onClose={onClose}
    >
      <p>
        {suspended
          ? "All their keys are refused until they are reactivated, and so are members who act for them. Nothing is deleted."
          : "Their keys that have not ended and members who act for them work again from the next request."}
      </p>
    </ConfirmDialog>
  );
}

function DeleteCustomerDialog({ customer, onClose }: Props) {
  const name = customerName(customer);
  const refresh = useRefreshCustomers();
  return (
    <ConfirmDialog
      danger
      title={`Delete “${name}”?`}
      confirmLabel="Delete customer"
      action={() => call(deleteCustomerContract, { params: { id: customer.id } })}
      saved={() => ({ title: `“${name}” is deleted`, description: "Their keys stop everywhere within a second." })}
      // A page of somebody who is gone is left first.
      refresh={refresh}
      onClose={onClose}
      requireText={customer.external_id}
    >
      <p>
        All their keys are revoked for good, with the keys that these made. Their plans, limits and metadata go. Members
        who act for them stay members.
      </p>
      <p>Usage that was counted stays, and so does the audit log.</p>
    </ConfirmDialog>
  );
}
