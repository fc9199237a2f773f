"use client";
import { useRef } from "react";
import { FormDialog } from "@/components/ui/form-dialog";
import { TextField } from "@/components/ui/text-field";
import { useContractForm } from "@/components/ui/use-contract-form";
import { useValue } from "@/components/ui/use-field";
import { dashboardOrganizationContracts as contracts } from "@/lib/features/organizations/contract";
import { call } from "@/lib/http/call";
import { loadAnew, switchSession } from "./switching";

/** Creates an organization and goes to its team. */
export function CreateOrganizationDialog({ onClose }: { onClose: () => void }) {
  const created = useRef<string | null>(null);
  const form = useContractForm({
    values: { name: "" },
    schema: contracts.create.body,
    send: async (body) => {
      // Where only the switch failed, another try must not create a second one.
      created.current ??= (await call(contracts.create, { body })).id;
      await switchSession(created.current);
      return created.current;
    },
    creates: "organization",
    draft: "organization",
  });
  const name = useValue(form.control, "name");
  return (
    <FormDialog
      form={form}
      onClose={(made) => (made ? loadAnew("/dashboard/team") : onClose())}
      title="Create organization"
      description="It starts on the Free plan with its own keys, data and limits. You own it and can invite others."
      submitLabel="Create organization"
      disabled={name.trim() === ""}
    >
      <TextField
        control={form.control}
        name="name"
        label="Name"
        // The dialog opens on the one thing that has to be typed.
        autoFocus
        placeholder="Acme Inc."
        maxLength={100}
        autoComplete="organization"
      />
    </FormDialog>
  );
}
