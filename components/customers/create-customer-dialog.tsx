"use client";
import { FormDialog } from "@/components/ui/form-dialog";
import { about } from "@/components/ui/form-problems";
import { Textarea } from "@/components/ui/input";
import { jsonObjectIn } from "@/components/ui/json-object";
import { TextField } from "@/components/ui/text-field";
import { useContractForm } from "@/components/ui/use-contract-form";
import { createCustomerContract } from "@/lib/features/customers/contract";
import { call } from "@/lib/http/call";
import { useRefreshCustomers } from "./customer-list";
import { customerName, metadataProblem } from "./customer-terms";

type Draft = { external_id: string; name: string; metadata: string };

const emptyDraft: Draft = { external_id: "", name: "", metadata: "" };

/** Makes a customer. What was typed survives closing. */
export function CreateCustomerDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  const form = useContractForm({
    values: emptyDraft,
    schema: createCustomerContract.body,
    bodyOf: ({ external_id, name, metadata }) => ({ external_id, name, metadata: jsonObjectIn(metadata) ?? {} }),
    check: ({ metadata }) => (jsonObjectIn(metadata) ? {} : { metadata: metadataProblem }),
    words: { external_id: about("The external ID"), name: about("The name"), metadata: about("Metadata") },
    send: (body) => call(createCustomerContract, { body }),
    creates: "customer",
    draft: "customer",
  });
  return (
    <FormDialog
      open={open}
      onClose={onClose}
      form={form}
      title="Create customer"
      description="Whom the organization that you act for sells its API to. Their keys count together, and stop together."
      submitLabel="Create customer"
      refresh={useRefreshCustomers()}
      saved={({ data }) => ({ title: `“${customerName(data)}” is a customer now` })}
    >
      <TextField
        control={form.control}
        name="external_id"
        label="External ID"
        hint="What you call them yourselves; nobody else of yours has it."
        autoFocus
        placeholder="user_42"
        maxLength={255}
        autoComplete="off"
        spellCheck={false}
        className="font-mono"
      />
      <TextField
        control={form.control}
        name="name"
        label="Name (optional)"
        placeholder="Ada Lovelace"
        maxLength={200}
        autoComplete="off"
      />
      <TextField
        control={form.control}
        name="metadata"
        label="Metadata (optional)"
        hint="A JSON object of at most 4 KB; whoever verifies one of their keys is told it."
        as={Textarea}
        rows={3}
        placeholder={'{"tier": "gold"}'}
        autoComplete="off"
        spellCheck={false}
        className="font-mono"
      />
    </FormDialog>
  );
}
