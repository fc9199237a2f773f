"use client";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useId, useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { failureText } from "@/components/ui/failure-text";
import { Field } from "@/components/ui/field";
import { FormAlert } from "@/components/ui/form-alert";
import { Input } from "@/components/ui/input";
import { useFirstProblemFocus } from "@/components/ui/use-first-problem-focus";
import { dashboardPromptContracts, type PromptWithContent } from "@/lib/features/prompts/contract";
import { CallError, call } from "@/lib/http/call";
import { useRefreshPrompts } from "./use-prompts";

export function EditPromptDialog({
  prompt,
  onClose,
}: {
  prompt: PromptWithContent;
  onClose: (changed: boolean) => void;
}) {
  const formId = useId();
  const refresh = useRefreshPrompts();
  const [name, setName] = useState(prompt.name);
  const [description, setDescription] = useState(prompt.description);
  const save = useMutation({
    mutationFn: () => call(dashboardPromptContracts.update, { params: { id: prompt.id }, body: { name, description } }),
    onSuccess: () => {
      void refresh();
      onClose(true);
    },
  });
  const form = useFirstProblemFocus(save.error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!save.isPending) save.mutate();
  };
  const problems = save.error instanceof CallError ? save.error.problems : [];
  const problemOf = (field: string) => problems.find(({ path }) => path === field)?.message ?? null;
  return (
    <Dialog
      open
      onOpenChange={(next) => !next && !save.isPending && onClose(false)}
      title="Edit prompt"
      footer={
        <>
          <Button onClick={() => onClose(false)} disabled={save.isPending}>
            Cancel
          </Button>
          <Button type="submit" form={formId} variant="primary" pending={save.isPending}>
            Save
          </Button>
        </>
      }
    >
      <form ref={form} id={formId} onSubmit={submit} noValidate className="flex flex-col gap-5">
        {save.error && problems.length === 0 && <FormAlert>{failureText(save.error)}</FormAlert>}
        <Field label="Name" error={problemOf("name")}>
          {(props) => (
            <Input
              {...props}
              autoFocus
              value={name}
              onChange={(event) => setName(event.target.value)}
              maxLength={200}
            />
          )}
        </Field>
        <Field label="Description" error={problemOf("description")}>
          {(props) => (
            <Input
              {...props}
              value={description}
              onChange={(event) => setDescription(event.target.value)}
              maxLength={2_000}
            />
          )}
        </Field>
      </form>
    </Dialog>
  );
}
