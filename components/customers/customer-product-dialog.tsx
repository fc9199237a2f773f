"use client";
import { ChangedElsewhere, changeAsSeen } from "@/components/ui/change-as-seen";
import { FormDialog } from "@/components/ui/form-dialog";
import { SelectField } from "@/components/ui/form-fields";
import { TextField } from "@/components/ui/text-field";
import { useContractForm } from "@/components/ui/use-contract-form";
import { planIds, planOf } from "@/lib/access/catalogue";
import { type Customer, customerContract, updateCustomerContract } from "@/lib/features/customers/contract";
import { call, readTagged } from "@/lib/http/call";
import { useRefreshCustomers } from "./customer-list";
import { customerName, type ProductTerms } from "./customer-terms";
import { bodyOfTerms, draftOfTerms, limitInputs, termsProblems } from "./customer-terms-draft";

/** `customer` and `terms` are of one reading, which what is there by then is compared with. */
type Props = { customer: Customer; terms: ProductTerms; onClose: () => void };

const plans = () => [
  { value: "", label: "The organization's" },
  ...planIds().map((id) => ({ value: id, label: planOf(id).label })),
];

/** Sets a customer's plan and limits for one product, or takes them away; never over what was changed meanwhile. */
export function CustomerProductDialog({ customer, terms, onClose }: Props) {
  const { product, label } = terms;
  const form = useContractForm({
    values: draftOfTerms(terms),
    schema: updateCustomerContract.body,
    bodyOf: (draft) => bodyOfTerms(product, draft, terms.limits?.windows),
    check: termsProblems,
    send: (body) =>
      changeAsSeen({
        read: async () => {
          const { result, tag } = await readTagged(customerContract, { params: { id: customer.id } });
          return { result: result.data, tag };
        },
        isAsSeen: (now) => saysTheSame(now, customer, product),
        change: (ifMatch) => call(updateCustomerContract, { params: { id: customer.id }, body }, { ifMatch }),
      }),
    alertOf: (error) =>
      error instanceof ChangedElsewhere
        ? "The plan or the limits were changed elsewhere meanwhile, so nothing was saved. Close this and look again."
        : error.message,
  });
  return (
    <FormDialog
      form={form}
      onClose={onClose}
      title={`${label} for “${customerName(customer)}”`}
      description="Counts from the next request."
      submitLabel="Save"
      refresh={useRefreshCustomers()}
      saved={() => ({ title: `${label}: saved`, description: "It counts from the next request." })}
    >
      <SelectField control={form.control} name="plan" label="Plan" options={plans()} />
      <fieldset className="grid gap-3">
        <legend className="mb-1.5 text-sm font-medium">Own limits</legend>
        <p className="text-sm text-muted">All empty: those of the plan.</p>
        <div className="grid grid-cols-2 gap-4">
          {limitInputs.map(({ name, label: text, required }) => (
            <TextField
              key={name}
              control={form.control}
              name={name}
              label={text}
              inputMode="numeric"
              autoComplete="off"
              placeholder={required ? "" : "No limit"}
            />
          ))}
        </div>
      </fieldset>
    </FormDialog>
  );
}

function saysTheSame(now: Customer, seen: Customer, product: string): boolean {
  const said = ({ plans: byPlan, limits }: Customer) => JSON.stringify([byPlan[product], limits[product]]);
  return said(now) === said(seen);
}
