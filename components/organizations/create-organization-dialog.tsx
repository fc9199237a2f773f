"use client";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useId, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { failureText } from "@/components/ui/failure-text";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { dashboardOrganizationContracts as contracts } from "@/lib/features/organizations/contract";
import { call } from "@/lib/http/call";
import { loadAnew, switchSession } from "./switching";

/** Creates an organization and goes to its team. */
export function CreateOrganizationDialog({ onClose }: { onClose: () => void }) {
  const formId = useId();
  const [name, setName] = useState("");
  const input = useRef<HTMLInputElement>(null);
  const created = useRef<string | null>(null);
  const create = useMutation({
    mutationFn: async () => {
      // Where only the switch failed, another try must not create a second one.
      created.current ??= (await call(contracts.create, { body: { name } })).id;
      await switchSession(created.current);
    },
    onSuccess: () => loadAnew("/dashboard/team"),
    onError: () => input.current?.focus(),
  });
  const busy = create.isPending || create.isSuccess;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() !== "" && !busy) create.mutate();
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && !busy && onClose()}
      title="Create organization"
      description="It starts on the Free plan with its own keys, data and limits. You own it and can invite others."
      footer={
        <>
          <Button onClick={onClose} disabled={busy}>
            Cancel
          </Button>
          <Button type="submit" form={formId} variant="primary" pending={busy} disabled={name.trim() === ""}>
            Create organization
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} noValidate>
        <Field label="Name" error={create.error ? failureText(create.error) : null}>
          {(props) => (
            <Input
              {...props}
              ref={input}
              // The dialog opens on the one thing that has to be typed.
              autoFocus
              value={name}
              onChange={(event) => setName(event.target.value)}
              placeholder="Acme Inc."
              maxLength={100}
              autoComplete="organization"
            />
          )}
        </Field>
      </form>
    </Dialog>
  );
}
