"use client";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { FormDialog } from "@/components/ui/form-dialog";
import { PickerField } from "@/components/ui/form-fields";
import type { PickerSource } from "@/components/ui/search-picker";
import { useContractForm } from "@/components/ui/use-contract-form";
import {
  attachMemberContract,
  type CustomerMember,
  detachMemberContract,
  findCandidatesContract,
} from "@/lib/features/customers/member-contract";
import { call } from "@/lib/http/call";
import { useRefreshCustomers } from "./customer-list";

/** Members who act for no customer yet. */
const candidates: PickerSource = {
  group: "customer-candidates",
  find: async (search, signal) => {
    const { data } = await call(findCandidatesContract, { query: { search } }, { signal });
    return data.map(({ id, name, email }) => ({ value: id, label: name, note: email }));
  },
  name: async (id, signal) => {
    const { data } = await call(findCandidatesContract, { query: { id } }, { signal });
    return data[0]?.name ?? null;
  },
};

/** Lets a member act for a customer. */
export function AttachMemberDialog({ customerId, onClose }: { customerId: string; onClose: () => void }) {
  const form = useContractForm({
    values: { user_id: "" },
    check: ({ user_id }) => (user_id === "" ? { user_id: "Choose a member" } : {}),
    send: (_, { user_id }) => call(attachMemberContract, { params: { id: customerId, user_id } }),
  });
  return (
    <FormDialog
      form={form}
      onClose={onClose}
      title="Attach member"
      description="What they do in this organization counts on the customer's limits and credits from the next request on. Their rights stay as they are."
      submitLabel="Attach member"
      refresh={useRefreshCustomers()}
      saved={({ data }) => ({ title: `“${data.name}” acts for this customer now` })}
    >
      <PickerField control={form.control} name="user_id" label="Member" source={candidates} />
    </FormDialog>
  );
}

/** Asks before a member acts for a customer no more. */
export function DetachMemberDialog({
  customerId,
  member: { user_id, name },
  onClose,
}: {
  customerId: string;
  member: CustomerMember;
  onClose: () => void;
}) {
  return (
    <ConfirmDialog
      title={`Detach “${name}”?`}
      confirmLabel="Detach member"
      action={() => call(detachMemberContract, { params: { id: customerId, user_id } })}
      saved={() => ({ title: `“${name}” acts for this customer no more` })}
      refresh={useRefreshCustomers()}
      onClose={onClose}
    >
      <p>They count on the organization's limits again, and stay a member with every right.</p>
    </ConfirmDialog>
  );
}
