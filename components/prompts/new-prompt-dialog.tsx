"use client";
import { useMutation } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { type FormEvent, useId, useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { failureText, unclearOutcomeText } from "@/components/ui/failure-text";
import { Field } from "@/components/ui/field";
import { FormAlert } from "@/components/ui/form-alert";
import { Input } from "@/components/ui/input";
import { useFirstProblemFocus } from "@/components/ui/use-first-problem-focus";
import { dashboardPromptContracts } from "@/lib/features/prompts/contract";
import { CallError, call, isOutcomeUnknown } from "@/lib/http/call";
import { ContentField } from "./content-field";
import { useRefreshPrompts } from "./use-prompts";

const emptyDraft = { name: "", description: "", content: "" };

/** Creates a private prompt and leads to its page. The draft survives closing. */
export function NewPromptDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  const formId = useId();
  const router = useRouter();
  const refresh = useRefreshPrompts();
  const [draft, setDraft] = useState(emptyDraft);
  const create = useMutation({
    mutationFn: () => {
      const { content, ...named } = draft;
      return call(dashboardPromptContracts.create, { body: content ? { ...named, content } : named });
    },
    onSuccess: ({ id }) => {
      void refresh();
      setDraft(emptyDraft);
      onClose();
      router.push(`/dashboard/prompts/${id}`);
    },
  });
  const form = useFirstProblemFocus(create.error);
  const close = () => {
    create.reset();
    onClose();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!create.isPending) create.mutate();
  };
  const problems = create.error instanceof CallError ? create.error.problems : [];
  const problemOf = (name: string) => problems.find(({ path }) => path === name)?.message ?? null;
  const change = (part: Partial<typeof draft>) => setDraft({ ...draft, ...part });
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => !next && !create.isPending && close()}
      title="New prompt"
      description="It is private until you publish it."
      footer={
        <>
          <Button onClick={close} disabled={create.isPending}>
            Cancel
          </Button>
          <Button type="submit" form={formId} variant="primary" pending={create.isPending}>
            Create prompt
          </Button>
        </>
      }
    >
      <form ref={form} id={formId} onSubmit={submit} noValidate className="flex flex-col gap-5">
        {create.error && problems.length === 0 && (
          <FormAlert>
            {isOutcomeUnknown(create.error) ? unclearOutcomeText("prompt") : failureText(create.error)}
          </FormAlert>
        )}
        <Field label="Name" error={problemOf("name")}>
          {(props) => (
            <Input
              {...props}
              autoFocus
              value={draft.name}
              onChange={(event) => change({ name: event.target.value })}
              placeholder="Refund reply"
              maxLength={200}
              autoComplete="off"
            />
          )}
        </Field>
        <Field label="Description (optional)" error={problemOf("description")}>
          {(props) => (
            <Input
              {...props}
              value={draft.description}
              onChange={(event) => change({ description: event.target.value })}
              maxLength={2_000}
              autoComplete="off"
            />
          )}
        </Field>
        <ContentField
          value={draft.content}
          onValueChange={(content) => change({ content })}
          error={problemOf("content")}
        />
      </form>
    </Dialog>
  );
}
