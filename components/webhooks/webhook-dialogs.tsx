"use client";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useId, useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { failureText, unclearOutcomeText } from "@/components/ui/failure-text";
import { FormAlert } from "@/components/ui/form-alert";
import { SecretDialog } from "@/components/ui/secret-dialog";
import { useToast } from "@/components/ui/toast";
import { useFirstProblemFocus } from "@/components/ui/use-first-problem-focus";
import { dashboardWebhookContracts, type Webhook } from "@/lib/features/webhooks/contract";
import { call, isOutcomeUnknown } from "@/lib/http/call";
import { useRefreshWebhooks } from "./use-webhooks";
import { emptyDraft, problemsFrom, problemsIn, type WebhookProblems } from "./webhook-draft";
import { WebhookForm } from "./webhook-form";
import { revealedSecret } from "./webhook-secret";

/** Adds an endpoint and shows its signing secret in the same dialog. */
export function CreateWebhookDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  const formId = useId();
  const [draft, setDraft] = useState(emptyDraft);
  const [problems, setProblems] = useState<WebhookProblems>({});
  const form = useFirstProblemFocus(problems);
  const refresh = useRefreshWebhooks();
  const create = useMutation({
    mutationFn: () => call(dashboardWebhookContracts.create, { body: draft }),
    onError: (error) =>
      setProblems(
        isOutcomeUnknown(error)
          ? { form: unclearOutcomeText("endpoint") }
          : (problemsFrom(error) ?? { form: failureText(error) }),
      ),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (create.isPending || create.data) return;
    const found = problemsIn(draft);
    setProblems(found ?? {});
    if (!found) create.mutate();
  };
  const close = () => {
    // Only now, so that the list does not move under the secret.
    if (create.data || isOutcomeUnknown(create.error)) void refresh();
    if (create.data) setDraft(emptyDraft);
    create.reset();
    setProblems({});
    onClose();
  };
  return (
    <SecretDialog
      open={open}
      onOpenChange={(next) => !next && close()}
      title="Add endpoint"
      revealTitle="Copy the signing secret"
      pending={create.isPending}
      revealed={create.data ? revealedSecret(create.data) : null}
      footer={
        <>
          <Button onClick={close} disabled={create.isPending}>
            Cancel
          </Button>
          <Button type="submit" form={formId} variant="primary" pending={create.isPending}>
            Add endpoint
          </Button>
        </>
      }
    >
      <form ref={form} id={formId} onSubmit={submit} noValidate className="flex flex-col gap-5">
        {problems.form && <FormAlert>{problems.form}</FormAlert>}
        <WebhookForm draft={draft} onDraftChange={setDraft} problems={problems} isNew />
      </form>
    </SecretDialog>
  );
}

/** Changes URL, description and events of an endpoint. */
export function EditWebhookDialog({ webhook, onClose }: { webhook: Webhook; onClose: () => void }) {
  const formId = useId();
  const { product, environment } = webhook;
  const [draft, setDraft] = useState(() => ({
    url: webhook.url,
    description: webhook.description,
    events: webhook.events,
    product,
    environment,
  }));
  const [problems, setProblems] = useState<WebhookProblems>({});
  const form = useFirstProblemFocus(problems);
  const refresh = useRefreshWebhooks();
  const toast = useToast();
  const save = useMutation({
    mutationFn: () => {
      const { url, description, events } = draft;
      return call(dashboardWebhookContracts.update, { params: { id: webhook.id }, body: { url, description, events } });
    },
    onSuccess: () => {
      void refresh();
      toast.show({ title: "Endpoint saved", tone: "success" });
      onClose();
    },
    onError: (error) => setProblems(problemsFrom(error) ?? { form: failureText(error) }),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const found = problemsIn(draft);
    setProblems(found ?? {});
    if (!found && !save.isPending) save.mutate();
  };
  return (
    <Dialog
      open
      onOpenChange={(next) => !next && !save.isPending && onClose()}
      title="Edit endpoint"
      footer={
        <>
          <Button onClick={onClose} disabled={save.isPending}>
            Cancel
          </Button>
          <Button type="submit" form={formId} variant="primary" pending={save.isPending}>
            Save
          </Button>
        </>
      }
    >
      <form ref={form} id={formId} onSubmit={submit} noValidate className="flex flex-col gap-5">
        {problems.form && <FormAlert>{problems.form}</FormAlert>}
        <WebhookForm draft={draft} onDraftChange={setDraft} problems={problems} isNew={false} />
      </form>
    </Dialog>
  );
}
