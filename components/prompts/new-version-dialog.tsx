"use client";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useEffect, useId, useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { failureText, unclearOutcomeText } from "@/components/ui/failure-text";
import { FormAlert } from "@/components/ui/form-alert";
import { useToast } from "@/components/ui/toast";
import { useFirstProblemFocus } from "@/components/ui/use-first-problem-focus";
import { dashboardPromptContracts, type PromptWithContent } from "@/lib/features/prompts/contract";
import { CallError, call, isOutcomeUnknown } from "@/lib/http/call";
import { ContentField } from "./content-field";
import { useRefreshPrompts } from "./use-prompts";

/** Writes the next version, beginning with the text of the latest. The draft survives closing. */
export function NewVersionDialog({
  open,
  prompt,
  latestText,
  onClose,
}: {
  open: boolean;
  prompt: PromptWithContent;
  latestText: string;
  onClose: (added: boolean) => void;
}) {
  const formId = useId();
  const refresh = useRefreshPrompts();
  const toast = useToast();
  const [text, setText] = useState(latestText);
  useEffect(() => setText(latestText), [latestText]);
  const add = useMutation({
    mutationFn: () => call(dashboardPromptContracts.addVersion, { params: { id: prompt.id }, body: { content: text } }),
    onSuccess: ({ version }) => {
      void refresh();
      toast.show({ title: `Version ${version} is the latest`, tone: "success" });
      onClose(true);
    },
  });
  const form = useFirstProblemFocus(add.error);
  const close = () => {
    add.reset();
    onClose(false);
  };
  const unchanged = text === latestText;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!add.isPending && !unchanged) add.mutate();
  };
  const problem = add.error instanceof CallError ? (add.error.problems[0]?.message ?? null) : null;
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => !next && !add.isPending && close()}
      title="New version"
      description="Whoever fetches the latest version gets it at once. Versions never change: this one gets the next number."
      footer={
        <>
          <Button onClick={close} disabled={add.isPending}>
            Cancel
          </Button>
          <Button type="submit" form={formId} variant="primary" pending={add.isPending} disabled={unchanged}>
            {unchanged ? "Nothing changed yet" : "Add version"}
          </Button>
        </>
      }
    >
      <form ref={form} id={formId} onSubmit={submit} noValidate className="flex flex-col gap-5">
        {add.error && problem === null && (
          <FormAlert>{isOutcomeUnknown(add.error) ? unclearOutcomeText("version") : failureText(add.error)}</FormAlert>
        )}
        <ContentField value={text} onValueChange={setText} error={problem} autoFocus />
      </form>
    </Dialog>
  );
}
